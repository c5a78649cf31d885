namespace OciRuntime.Launch.Child;

/// <summary>
/// Whether the plan's guess about masked paths, file or directory, is to be inverted. A wrong guess costs four system
/// calls; a list of hundreds, such as a directory for each CPU (runc#5275), would pay them for each path.
/// </summary>
internal struct MaskedPathGuess
{
    private int wrongInARow;

    /// <summary>The last two guesses were wrong.</summary>
    public bool IsInverted { get; private set; }

    /// <summary>Notes a guess that was right.</summary>
    public void WasRight() => wrongInARow = 0;

    /// <summary>Notes a guess that was wrong.</summary>
    public void WasWrong()
    {
        if (++wrongInARow < 2) return;
        IsInverted = !IsInverted;
        wrongInARow = 0;
    }
}
