namespace OciRuntime.Bench;

/// <summary>What <c>bench/measure.c</c> prints of one run.</summary>
/// <param name="Cpu">User and system time of the whole tree, µs.</param>
/// <param name="Wall">From the first command's start to the last one's end, µs.</param>
/// <param name="Faults">Page faults of the whole tree.</param>
/// <param name="Peak">Resident memory of the largest process, KiB.</param>
internal readonly record struct Sample(double Cpu, double Wall, double Faults, double Peak);
