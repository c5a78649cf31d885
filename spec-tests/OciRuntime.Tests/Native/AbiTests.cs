using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using OciRuntime.Native;

namespace OciRuntime.Tests.Native;

/// <summary>
/// Every constant and every struct of the bindings against the headers of the C library and the kernel.
/// </summary>
public sealed class AbiTests
{
    [Theory, Architectures]
    public void Every_constant_has_the_value_of_the_headers(string architecture)
    {
        var bindings = Bindings.Read(architecture);
        Headers headers = new(bindings.Compiler);
        int count = 0;
        foreach (FieldInfo field in Constants(bindings.Assembly))
        {
            ulong value = Bits(field.GetRawConstantValue()!);
            if (Headers.Internal.TryGetValue(field.Name, out (ulong Value, string Source) known))
            {
                Assert.True(known.Value == value, $"{field.Name} differs from {known.Source}");
            }
            else if (
                Headers.Newer.TryGetValue(field.Name, out (int Major, int Minor, ulong Value, string Source) newer)
            )
            {
                Assert.True(
                    newer.Value == value,
                    $"{field.Name} differs from {newer.Source} of Linux {newer.Major}.{newer.Minor}"
                );
                headers
                    .OfConstant(field.Name)
                    .ClaimSince(newer.Major, newer.Minor, Equality(field.Name, value), field.Name);
            }
            else
            {
                headers.OfConstant(field.Name).Claim(Equality(field.Name, value), field.Name);
            }
            count++;
        }
        AssertNone(headers.Failures());
        Assert.True(count > 500, $"only {count} constants were found");
    }

    [Theory, Architectures]
    public void Every_field_has_the_offset_of_the_headers(string architecture)
    {
        var bindings = Bindings.Read(architecture);
        Headers headers = new(bindings.Compiler);
        Type[] structs = [.. Structs(bindings.Assembly)];
        foreach (Type type in structs)
        {
            foreach ((string expression, string name) in Claims(type))
                headers.OfType(type.Name).Claim(expression, name);
        }
        AssertNone(headers.Failures());
        Assert.True(structs.Length > 40, $"only {structs.Length} structs were found");
    }

    [Fact]
    public void The_abi_test_detects_a_wrong_value_a_wrong_offset_and_an_unknown_name()
    {
        Headers headers = new("gcc");
        headers.OfConstant("MS_NOSUID").Claim(Equality("MS_NOSUID", 3), "MS_NOSUID");
        headers.OfConstant("MNT_DETACH").Claim(Equality("MNT_DETACH", 3), "MNT_DETACH");
        headers.OfType("open_how").Claim("offsetof(struct open_how, mode) == 0", "open_how.mode");
        headers.OfConstant("MS_NOTHING").Claim(Equality("MS_NOTHING", 0), "MS_NOTHING");
        string failures = string.Join('\n', headers.Failures());
        Assert.Contains("\"MS_NOSUID\"", failures);
        Assert.Contains("\"MNT_DETACH\"", failures);
        Assert.Contains("\"open_how.mode\"", failures);
        Assert.Contains("MS_NOTHING", failures);
    }

    [Fact]
    public void The_exceptions_of_the_abi_test_exist()
    {
        HashSet<string> known =
        [
            .. Constants(typeof(Libc).Assembly).Select(field => field.Name),
            .. Structs(typeof(Libc).Assembly).Select(type => type.Name),
        ];
        HashSet<string> listed =
        [
            .. Headers.Newer.Keys,
            .. Headers.Internal.Keys,
            .. Headers.Types.Keys,
            .. Headers.Members.Keys,
        ];
        listed.UnionWith(Headers.BitFields.Select(name => name.Split('.')[0]));
        Assert.Subset(known, listed);
    }

    private static void AssertNone(IReadOnlyList<string> failures) =>
        Assert.True(failures.Count == 0, string.Join('\n', failures));

    private static IEnumerable<FieldInfo> Constants(Assembly bindings) =>
        new[] { typeof(Libc), typeof(Errno) }
            .SelectMany(type =>
                bindings
                    .GetType(type.FullName!, throwOnError: true)!
                    .GetFields(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly)
            )
            .Where(field => field.IsLiteral);

    private static IEnumerable<Type> Structs(Assembly bindings) =>
        bindings.GetTypes().Where(type => type.Namespace == "OciRuntime.Native.Abi" && !type.IsNested);

    private static IEnumerable<(string Expression, string Name)> Claims(Type type)
    {
        string c = Headers.Types.GetValueOrDefault(type.Name, "struct " + type.Name);
        string member = Headers.Members.GetValueOrDefault(type.Name, "");
        // ours are parts of these: one command's member, a record without its name
        if (c != "union bpf_attr" && c != "struct dirent64")
            yield return ($"sizeof({c}) == {Marshal.SizeOf(type)}", type.Name);
        string start = member.Length == 0 ? "0" : $"offsetof({c}, {member.TrimEnd('.')})";
        foreach (FieldInfo field in type.GetFields(BindingFlags.Public | BindingFlags.Instance))
        {
            string name = $"{type.Name}.{field.Name}";
            // padding is what newer kernels make fields of
            if (Headers.BitFields.Contains(name) || field.Name.Contains("spare", StringComparison.Ordinal))
                continue;
            yield return (
                $"offsetof({c}, {member}{field.Name}) == {start} + {Marshal.OffsetOf(type, field.Name)}",
                name
            );
            if (name != "linux_dirent64.d_name")
                yield return ($"sizeof((({c}*)0)->{member}{field.Name}) == {SizeOf(field)}", name + " size");
        }
    }

    private static int SizeOf(FieldInfo field)
    {
        if (field.GetCustomAttribute<FixedBufferAttribute>() is { } buffer)
            return Marshal.SizeOf(buffer.ElementType) * buffer.Length;
        return field.FieldType.IsPointer ? IntPtr.Size : Marshal.SizeOf(field.FieldType);
    }

    private static string Equality(string name, ulong value) => $"(unsigned long long)({name}) == {value}ULL";

    private static ulong Bits(object value) => value is ulong large ? large : unchecked((ulong)Convert.ToInt64(value));
}
