using System;

namespace OciRuntime.Checkpoint;

/// <summary><c>criu_req_type</c>, images/rpc.proto of criu.</summary>
internal enum CriuRequest
{
    /// <summary>Writes images of processes, and ends or leaves them.</summary>
    Dump = 1,

    /// <summary>Makes processes of images.</summary>
    Restore = 2,

    /// <summary>Writes memory only, for a dump that follows.</summary>
    PreDump = 4,

    /// <summary>criu asks this process to do something, and waits.</summary>
    Notify = 6,

    /// <summary>Which features of the kernel can be used.</summary>
    FeatureCheck = 9,
}

/// <summary>One answer of criu: its message <c>criu_resp</c>.</summary>
internal readonly record struct CriuResponse
{
    /// <summary>What it answers; <see cref="CriuRequest.Notify"/> for a question of criu's own.</summary>
    public required CriuRequest Type { get; init; }

    /// <summary>Whether it was done.</summary>
    public required bool Success { get; init; }

    /// <summary>The point that criu has come to.</summary>
    public string Script { get; init; }

    /// <summary>The process that it is about.</summary>
    public int Pid { get; init; }

    /// <summary>errno, or 0.</summary>
    public int Errno { get; init; }

    /// <summary>Why it was not done, where criu says so.</summary>
    public string Message { get; init; }

    /// <summary>The kernel tracks which pages were written.</summary>
    public bool MemTrack { get; init; }

    /// <summary>The kernel can bring pages later.</summary>
    public bool LazyPages { get; init; }

    /// <summary>Reads one.</summary>
    /// <exception cref="FormatException">This is no message.</exception>
    public static CriuResponse Read(ReadOnlySpan<byte> bytes)
    {
        CriuResponse read = new() { Type = default, Success = false, Script = "", Message = "" };
        for (ProtoReader fields = new(bytes); fields.Next();)
        {
            read = fields.Field switch
            {
                1 => read with { Type = (CriuRequest)fields.Number },
                2 => read with { Success = fields.Number != 0 },
                4 => ReadRestored(read, fields.Block),
                5 => ReadNotify(read, fields.Block),
                7 => read with { Errno = (int)fields.Number },
                8 => ReadFeatures(read, fields.Block),
                9 => read with { Message = fields.Text },
                _ => read,
            };
        }
        return read;
    }

    private static CriuResponse ReadRestored(CriuResponse read, ReadOnlySpan<byte> bytes)
    {
        for (ProtoReader fields = new(bytes); fields.Next();)
            if (fields.Field == 1) read = read with { Pid = (int)fields.Number };
        return read;
    }

    private static CriuResponse ReadNotify(CriuResponse read, ReadOnlySpan<byte> bytes)
    {
        for (ProtoReader fields = new(bytes); fields.Next();)
        {
            if (fields.Field == 1) read = read with { Script = fields.Text };
            else if (fields.Field == 2) read = read with { Pid = (int)fields.Number };
        }
        return read;
    }

    private static CriuResponse ReadFeatures(CriuResponse read, ReadOnlySpan<byte> bytes)
    {
        for (ProtoReader fields = new(bytes); fields.Next();)
        {
            if (fields.Field == 1) read = read with { MemTrack = fields.Number != 0 };
            else if (fields.Field == 2) read = read with { LazyPages = fields.Number != 0 };
        }
        return read;
    }
}
