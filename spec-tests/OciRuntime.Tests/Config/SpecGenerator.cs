using System;
using System.Collections.Generic;
using System.Reflection;
using FsCheck;
using FsCheck.Fluent;

namespace OciRuntime.Tests.ConfigModel;

/// <summary>Random configs: any member there or not, texts between sense and nonsense.</summary>
internal static class SpecGenerator
{
    // Words that the rules look for, so that random configs also come near to what is right.
    private static readonly string[] Words =
    [
        "",
        "/",
        "/dev/null",
        "rel/path",
        "..",
        "pid",
        "network",
        "mount",
        "ipc",
        "uts",
        "user",
        "time",
        "bind",
        "rbind",
        "ro",
        "tmpfs",
        "proc",
        "idmap",
        "c",
        "b",
        "p",
        "rwm",
        "RLIMIT_NOFILE",
        "SCHED_FIFO",
        "SCHED_DEADLINE",
        "IOPRIO_CLASS_BE",
        "MPOL_BIND",
        "0-3,7",
        "3-1",
        "LINUX32",
        "SCMP_ACT_ERRNO",
        "SCMP_ACT_NOTIFY",
        "SCMP_CMP_MASKED_EQ",
        "SCMP_ARCH_X86_64",
        "getpid",
        "1.3.0",
        "2MB",
        "MB:0=1",
        "net.a.b",
        "kernel/sem",
        "rslave",
        "A=1",
        "=",
        "monotonic",
        "boottime",
        "a~b/c",
        "\0",
        "\u0001\"\\\t",
        "日本語",
        "\U0001F600",
        "<&>'\u2028",
    ];

    /// <summary>Documents of <typeparamref name="T"/>.</summary>
    public static Arbitrary<T> Documents<T>()
        where T : class, new() =>
        Gen.Choose(0, int.MaxValue).Select(seed => (T)Fill(new T(), new Random(seed), 0)).ToArbitrary();

    private static object Fill(object target, Random random, int depth)
    {
        foreach (PropertyInfo property in target.GetType().GetProperties())
        {
            // Deep in the tree less is there, so that documents stay of a size to look at.
            bool absent = random.Next(10) < 2 + depth;
            if (!absent && property.CanWrite) property.SetValue(target, Value(property.PropertyType, random, depth));
        }
        return target;
    }

    private static object Value(Type type, Random random, int depth)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(string))
            return Words[random.Next(Words.Length)];
        if (type == typeof(bool))
            return random.Next(2) == 0;
        if (type == typeof(int))
            return (int)Number(random);
        if (type == typeof(uint))
            return (uint)Number(random);
        if (type == typeof(long))
            return Number(random);
        if (type == typeof(ulong))
            return (ulong)Number(random);
        if (type == typeof(ushort))
            return (ushort)Number(random);
        if (type == typeof(DateTimeOffset))
            return new DateTimeOffset(random.NextInt64(DateTimeOffset.MaxValue.Ticks), TimeSpan.Zero);
        if (type.IsArray)
            return Array(type.GetElementType()!, random, depth);
        if (type.IsGenericType)
            return Map(type, random, depth);
        return Fill(Activator.CreateInstance(type)!, random, depth + 1);
    }

    private static long Number(Random random) => random.Next(5) switch
    {
        0 => random.Next(-2, 3),
        1 => random.Next(1200),
        2 => uint.MaxValue - random.Next(2),
        3 => long.MaxValue - random.Next(2),
        _ => random.NextInt64(long.MinValue, long.MaxValue),
    };

    private static Array Array(Type element, Random random, int depth)
    {
        Array array = System.Array.CreateInstance(element, random.Next(4));
        for (int i = 0; i < array.Length; i++) array.SetValue(Value(element, random, depth + 1), i);
        return array;
    }

    private static object Map(Type type, Random random, int depth)
    {
        object map = Activator.CreateInstance(type)!;
        MethodInfo add = type.GetMethod(nameof(Dictionary<string, string>.TryAdd))!;
        for (int i = random.Next(4); i > 0; i--)
            add.Invoke(
                map,
                [Words[random.Next(Words.Length)], Value(type.GetGenericArguments()[1], random, depth + 1)]
            );
        return map;
    }
}
