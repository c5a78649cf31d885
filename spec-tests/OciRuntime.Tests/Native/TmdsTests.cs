using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using OciRuntime.Native;

namespace OciRuntime.Tests.Native;

/// <summary>What the program takes of Tmds.LibC (docs/adr/0003).</summary>
public sealed unsafe class TmdsTests
{
    /// <summary>Functions, and constants as <c>get_NAME</c>, that the two assemblies use of the package.</summary>
    private static readonly string[] s_used =
        [.. Used(typeof(Libc).Assembly.Location).Union(Used(typeof(OciRuntime.Diagnostics.Log).Assembly.Location)).Order()];

    [Fact]
    public void No_name_is_the_packages_and_ours()
    {
        Assert.Contains("mmap", s_used);
        Assert.Contains("get_PROT_READ", s_used);
        HashSet<string> ours =
        [
            .. typeof(Libc)
                .GetMembers(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static)
                .Where(member => member is FieldInfo || member.GetCustomAttribute<DllImportAttribute>() is not null)
                .Select(member => member.Name),
        ];
        Assert.DoesNotContain(s_used, name => ours.Contains(name.Replace("get_", "", StringComparison.Ordinal)));
    }

    /// <summary>Libc.errno is the C library's own, which a call of the package leaves as it is.</summary>
    [Fact]
    public void A_failed_call_of_the_package_has_the_errno_that_is_asked_for()
    {
        byte nothing;
        Assert.Equal(-1, (nint)LibC.pread(-1, &nothing, 1, 0));
        Assert.Equal(Errno.EBADF, Libc.errno);
        Assert.Equal(-1, LibC.munmap((void*)1, 1));
        Assert.Equal(Errno.EINVAL, Libc.errno);
    }

    [Theory, Architectures]
    public void The_packages_constants_and_layouts_are_those_of_the_headers(string architecture)
    {
        Headers headers = new(Bindings.Read(architecture).Compiler);
        Assembly package = new AssemblyLoadContext(architecture).LoadFromAssemblyPath(Path.Combine(
            AppContext.BaseDirectory, "runtimes", "linux-" + architecture, "lib/netstandard2.0/Tmds.LibC.dll"));
        Type functions = package.GetType("Tmds.Linux.LibC", throwOnError: true)!;
        foreach (string name in s_used.Where(name => name.StartsWith("get_", StringComparison.Ordinal)))
        {
            string constant = name[4..];
            uint value = unchecked((uint)(int)functions.GetMethod(name)!.Invoke(null, null)!);
            headers.OfConstant(constant).Claim($"(unsigned int)({constant}) == {value}u", constant);
        }
        Type epoll = package.GetType("Tmds.Linux.epoll_event", throwOnError: true)!;
        int size = (int)typeof(Unsafe).GetMethod("SizeOf")!.MakeGenericMethod(epoll).Invoke(null, null)!;
        headers.OfType("epoll_event").Claim($"sizeof(struct epoll_event) == {size}", "epoll_event");
        headers.OfType("epoll_event").Claim("offsetof(struct epoll_event, events) == 0", "epoll_event.events");
        Assert.Equal("", string.Join('\n', headers.Failures()));
    }

    private static IEnumerable<string> Used(string assembly)
    {
        using PEReader file = new(File.OpenRead(assembly));
        MetadataReader metadata = file.GetMetadataReader();
        foreach (MemberReferenceHandle handle in metadata.MemberReferences)
        {
            MemberReference member = metadata.GetMemberReference(handle);
            if (member.Parent.Kind != HandleKind.TypeReference) continue;
            TypeReference type = metadata.GetTypeReference((TypeReferenceHandle)member.Parent);
            if (metadata.GetString(type.Namespace) == "Tmds.Linux" && metadata.GetString(type.Name) == "LibC")
                yield return metadata.GetString(member.Name);
        }
    }
}
