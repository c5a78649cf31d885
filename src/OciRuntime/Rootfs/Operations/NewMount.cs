using System.Runtime.CompilerServices;
using OciRuntime.Launch.Child;
using OciRuntime.Native;
using static OciRuntime.Launch.Child.ChildCalls;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Rootfs.Operations;

/// <summary>A filesystem that is complete before it is attached: fsopen(2), fsmount(2), move_mount(2).</summary>
internal static unsafe class NewMount
{
    /// <summary>Mounts it at the descriptor <paramref name="target"/>.</summary>
    /// <param name="type">The filesystem's type.</param>
    /// <param name="source">Its source as mountinfo(5) shows it.</param>
    /// <param name="options">Its own options with commas between them, or null.</param>
    /// <param name="attributes">MOUNT_ATTR_*.</param>
    /// <param name="target">What it covers.</param>
    /// <param name="s">The child.</param>
    /// <returns>0 or an errno.</returns>
    public static int Attach(ChildString type, ChildString source, ChildString options, ulong attributes, int target,
        ChildState* s)
    {
        int filesystem = fsopen(type, FSOPEN_CLOEXEC);
        if (filesystem == -1) return Check(-1, Phase.Mount, s);
        byte* key = ChildString.Literal("source"u8);
        int error = Check(fsconfig(filesystem, FSCONFIG_SET_STRING, key, (byte*)source, 0), Phase.Mount, s);
        if (error == 0 && !options.IsNull) error = Configure(filesystem, options, s);
        if (error == 0) error = Check(fsconfig(filesystem, FSCONFIG_CMD_CREATE, null, null, 0), Phase.Mount, s);
        int tree = error == 0 ? fsmount(filesystem, FSMOUNT_CLOEXEC, (uint)attributes) : -1;
        if (error == 0 && tree == -1) error = Check(-1, Phase.Mount, s);
        if (error == 0) error = MountCalls.Move(tree, target, s);
        if (tree != -1) Release(tree);
        Release(filesystem);
        return error;
    }

    [SkipLocalsInit] // zeroing a large buffer goes through the runtime
    private static int Configure(int filesystem, ChildString options, ChildState* s)
    {
        byte* option = stackalloc byte[ChildState.PathMax];
        for (byte* next = options; *next != 0;)
        {
            int length = 0, value = -1;
            for (; *next != 0 && *next != (byte)','; next++)
            {
                if (length == ChildState.PathMax - 1) return Errno.ENAMETOOLONG;
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
}
