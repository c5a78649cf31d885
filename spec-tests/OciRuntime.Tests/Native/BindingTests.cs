using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using System.Runtime.InteropServices;
using OciRuntime.Native;

namespace OciRuntime.Tests.Native;

/// <summary>What every import must be so that a cloned child may call it (docs/adr/0001).</summary>
public sealed class BindingTests
{
    private static readonly MethodInfo[] Imports = [.. typeof(Libc)
        .GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static)
        .Where(method => method.GetCustomAttribute<DllImportAttribute>() is not null)];

    /// <summary>libc functions with state of the whole process, or that signal all threads: nptl(7).</summary>
    private static readonly HashSet<string> Forbidden =
    [
        "setuid",
        "setgid",
        "setreuid",
        "setregid",
        "setresuid",
        "setresgid",
        "setgroups",
        "initgroups",
        "exit",
        "fork",
        "vfork",
        "clone",
        "getpid",
        "sigaction",
        "setenv",
    ];

    [Fact]
    public void Every_import_is_a_function_of_the_C_library()
    {
        nint libc = NativeLibrary.Load("libc.so.6");
        Assert.NotEmpty(Imports);
        Assert.All(Imports, import => Assert.True(NativeLibrary.TryGetExport(libc, import.Name, out _), import.Name));
    }

    [Fact]
    public void No_import_lets_a_collection_run() =>
        Assert.All(Imports, import => Assert.NotNull(import.GetCustomAttribute<SuppressGCTransitionAttribute>()));

    [Fact]
    public void No_import_needs_marshalling() =>
        Assert.All(Imports, import =>
            Assert.All(
                [import.ReturnType, .. import.GetParameters().Select(parameter => parameter.ParameterType)],
                AssertBlittable
            )
        );

    [Fact]
    public void No_import_saves_the_last_error_which_the_runtime_does_in_managed_code() =>
        Assert.DoesNotContain(Imports, import => import.GetCustomAttribute<DllImportAttribute>()!.SetLastError);

    [Fact]
    public void No_import_has_process_wide_state() =>
        Assert.DoesNotContain(Imports, import => Forbidden.Contains(import.Name));

    private static void AssertBlittable(Type type) =>
        Assert.True(
            type.IsPointer
                || type == typeof(void)
                || (type.IsPrimitive && type != typeof(bool) && type != typeof(char)),
            type.Name
        );
}
