namespace OciRuntime.Launch.Plan;

/// <summary>A step of a plan, for programs.</summary>
/// <param name="Operation">The operation's name.</param>
/// <param name="Operands">Its operands, as the line of the plan has them.</param>
/// <param name="Pointer">The place in config.json that it comes from; empty if there is none.</param>
internal sealed record PlanStep(string Operation, string Operands, string Pointer);
