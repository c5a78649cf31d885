using System.Runtime.CompilerServices;
using OciRuntime.Launch.Child;
using OciRuntime.Native;
using static OciRuntime.Launch.Child.ChildCalls;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Rootfs.Operations;

/// <summary>A filesystem that is complete before it is attached: fsopen(2), fsmount(2), move_mount(2).</summary>
internal static unsafe class NewMount
{
    /// <summary>Makes it; it is attached nowhere yet, so nobody else reaches it.</summary>
    /// <param name="o">Type, source and flags.</param>
    /// <param name="options">Its own options with commas between them, or null.</param>
    /// <param name="s">The child.</param>
    /// <param name="error">0 or an errno.</param>
    /// <returns>A descriptor of the mount, or -1.</returns>
    public static int Make(MountFilesystem* o, ChildString options, ChildState* s, int* error)
    {
        int filesystem = fsopen(o->Type, FSOPEN_CLOEXEC);
        *error = Check(filesystem, Phase.Mount, s);
        if (filesystem == -1) return -1;
        byte* key = ChildString.Literal("source"u8);
        *error = Check(fsconfig(filesystem, FSCONFIG_SET_STRING, key, (byte*)o->Source, 0), Phase.Mount, s);
        if (*error == 0) *error = SetFlags(filesystem, o->Flags, s);
        if (*error == 0 && !options.IsNull) *error = Configure(filesystem, options, s);
        if (*error == 0) *error = Check(fsconfig(filesystem, FSCONFIG_CMD_CREATE, null, null, 0), Phase.Mount, s);
        int tree = -1;
        if (*error == 0)
        {
            tree = fsmount(filesystem, FSMOUNT_CLOEXEC, (uint)MountAttributes.ForNew(o->Flags));
            *error = Check(tree, Phase.Mount, s);
        }
        Release(filesystem);
        return tree;
    }

    /// <summary>The flags of mount(2) that are the filesystem's and not the mount's.</summary>
    private static int SetFlags(int filesystem, ulong flags, ChildState* s)
    {
        int error = SetFlag(filesystem, flags & MS_RDONLY, ChildString.Literal("ro"u8), s);
        if (error == 0) error = SetFlag(filesystem, flags & MS_SYNCHRONOUS, ChildString.Literal("sync"u8), s);
        if (error == 0) error = SetFlag(filesystem, flags & MS_DIRSYNC, ChildString.Literal("dirsync"u8), s);
        if (error == 0) error = SetFlag(filesystem, flags & MS_MANDLOCK, ChildString.Literal("mand"u8), s);
        return error != 0 ? error : SetFlag(filesystem, flags & MS_LAZYTIME, ChildString.Literal("lazytime"u8), s);
    }

    private static int SetFlag(int filesystem, ulong flag, byte* name, ChildState* s) =>
        flag == 0 ? 0 : Check(fsconfig(filesystem, FSCONFIG_SET_FLAG, name, null, 0), Phase.Mount, s);

    /// <summary>
    /// Sets options as mount(2) would read them: not cut at a comma in quotes, as in a context of SELinux, nor before a
    /// digit, as in a list of nodes of <c>mpol</c> (shmem_parse_options, linux/mm/shmem.c).
    /// </summary>
    [SkipLocalsInit] // zeroing a large buffer goes through the runtime
    private static int Configure(int filesystem, ChildString options, ChildState* s)
    {
        byte* option = stackalloc byte[ChildState.PathMax];
        for (byte* next = options; *next != 0;)
        {
            int length = 0, value = -1;
            bool quoted = false;
            for (; *next != 0 && (quoted || *next != (byte)',' || IsDigit(next[1])); next++)
            {
                if (length == ChildState.PathMax - 1) return Errno.ENAMETOOLONG;
                if (*next == (byte)'"')
                {
                    quoted = !quoted;
                    continue;
                }
                bool separator = *next == (byte)'=' && value == -1;
                if (separator) value = length + 1;
                option[length++] = separator ? (byte)0 : *next;
            }
            option[length] = 0;
            if (*next != 0) next++;
            if (length == 0) continue;
            uint command = value == -1 ? (uint)FSCONFIG_SET_FLAG : FSCONFIG_SET_STRING;
            int result = fsconfig(filesystem, command, option, value == -1 ? null : option + value, 0);
            int error = Check(result, Phase.Mount, s);
            if (error != 0) return error;
        }
        return 0;
    }

    private static bool IsDigit(byte character) => character is >= (byte)'0' and <= (byte)'9';
}
