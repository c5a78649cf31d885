using OciRuntime.Launch.Child;
using OciRuntime.Launch.Plan;
using OciRuntime.Rootfs.Operations;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Terminal.Operations;

/// <summary>Binds the pty of <see cref="MakeConsole"/> over /dev/console.</summary>
internal unsafe struct BindConsole : IOperation<BindConsole>
{
    /// <inheritdoc/>
    public static int Run(BindConsole* o, ChildState* s)
    {
        RootPaths.ForgetDirectory(s);
        int error;
        int target = RootPaths.OpenTarget(ChildString.Literal("dev/console"u8), false, true, s, &error);
        if (target == -1) return error;
        error = MountCalls.BindOver(s->Console, target, 0, s);
        close(target);
        return error;
    }

    /// <inheritdoc/>
    public static void Describe(in BindConsole o, PlanText text) { }

    /// <inheritdoc/>
    public static Explanation Explain(in BindConsole o, in ChildFailure failure) =>
        new("bind the terminal on", "/dev/console");
}
