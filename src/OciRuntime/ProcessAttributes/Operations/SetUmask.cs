using OciRuntime.Launch.Child;
using OciRuntime.Launch.Plan;

namespace OciRuntime.ProcessAttributes.Operations;

/// <summary>The umask of the program, umask(2); set at its execve.</summary>
internal unsafe struct SetUmask : IOperation<SetUmask>
{
    /// <summary>The bits that are taken away.</summary>
    public required uint Mask;

    /// <inheritdoc/>
    public static int Run(SetUmask* o, ChildState* s)
    {
        s->Umask = o->Mask;
        return 0;
    }

    /// <inheritdoc/>
    public static void Describe(in SetUmask o, PlanText text) => text.Add(PlanText.Octal(o.Mask));

    /// <inheritdoc/>
    public static Explanation Explain(in SetUmask o, in ChildFailure failure) => new("set the umask");
}
