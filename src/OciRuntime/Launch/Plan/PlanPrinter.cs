using System;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using OciRuntime.Native.Abi;

namespace OciRuntime.Launch.Plan;

/// <summary>
/// A plan as text, one operation a line: what <c>ocirun plan</c> shows and golden tests compare. The same config gives
/// the same text: no addresses, and descriptors by what they are.
/// </summary>
internal static unsafe partial class PlanPrinter
{
    private const int NameWidth = 20; // the longest operation name and a space

    /// <summary>The whole plan, each line ended by a newline.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="describe">What was done to the detached tree that a descriptor stands for, or null where nobody knows.</param>
    public static string Print(LaunchPlan plan, Func<int, string?>? describe = null)
    {
        StringBuilder text = new();
        text.Append("Clone".PadRight(NameWidth)).Append("new=").Append(Namespaces(plan.CloneFlags)).Append('\n');
        for (int i = 0; i < plan.Count; i++)
        {
            // Safe: the index stays below the number of operations.
            ref Operation operation = ref plan.Operations[i];
            string line = operation.Code.ToString().PadRight(NameWidth) + Operands(operation);
            string? tree = operation.Code is OperationCode.AttachRootfs or OperationCode.AttachMount ? describe?.Invoke(operation.Fd) : null;
            if (!string.IsNullOrEmpty(tree)) line += $" tree=[{tree}]";
            string pointer = plan.PointerOf(i).ToString();
            text.Append(line.TrimEnd());
            if (pointer.Length > 0) text.Append("  # ").Append(pointer);
            text.Append('\n');
        }
        return text.ToString();
    }

    private static string Operands(in Operation o) => o.Code switch
    {
        OperationCode.JoinNamespace => $"{Namespaces(o.X)} path={Text(o.Text)}{If(o.A == 1, " retried")}",
        OperationCode.JoinProcess or OperationCode.Unshare or OperationCode.CloneAgain => Namespaces(o.X),
        OperationCode.JoinSessionKeyring => Text(o.Text) + If(o.A != 0, $" allow=0x{o.A:x}"),
        OperationCode.EnterCgroup or OperationCode.SetHostname or OperationCode.SetDomainname => Text(o.Text),
        OperationCode.Sync or OperationCode.Wait => ((SyncPoint)o.A).ToString(),
        OperationCode.AwaitStart => o.Fd == -1 ? "parent" : "socket",
        OperationCode.RunHook => $"{Text(o.Text)} {Text(o.Path)} args={Vector(o.Data)} env={Vector((void*)o.X)} timeout={o.A}s",
        OperationCode.LoadSeccomp => $"instructions={((sock_fprog*)o.Data)->len} flags=0x{o.X:x}{If(o.A == 1, " listener")}",
        OperationCode.FindHome => $"uid={(uint)o.A}",
        OperationCode.FindExecutable => $"{Text(o.Text)} path={Text(o.Source)}",
        OperationCode.CloseDescriptors => $"from={3 + o.A}",
        OperationCode.Exec => $"args={Vector(o.Data)} env={Vector((void*)o.X)}",
        _ => o.Code <= OperationCode.WriteProc ? RootOperands(o) : ProcessOperands(o),
    };

    private static string RootOperands(in Operation o) => o.Code switch
    {
        OperationCode.SetRootPropagation => Propagation(o.X) + If(o.A == 1, " recursive"),
        OperationCode.AttachRootfs => Text(o.Path) + (o.A == 2 ? " directory" : $" on={(o.A == 1 ? "/" : Text(o.Path))}"),
        OperationCode.MountFilesystem =>
            $"{Text(o.Source)} type={Text(o.Text)} on={Target(o)} flags={MountFlags(o.X)}"
            + If(o.Data != null, " data=" + Text((byte*)o.Data)) + If(o.A == 1, " copyup") + If(o.B == 1, " nosymlinks") + If(o.Y == 1, " keepmode"),
        OperationCode.BindMount => $"{Text(o.Source)} on={Target(o)}{If(o.A == 1, " recursive")}{Changes(o)}",
        OperationCode.AttachMount => $"{Text(o.Source)} on={Target(o)} {(o.A == 1 ? "directory" : "file")}{If(o.B == 1, " onproc")}",
        OperationCode.SetMountAttributes =>
            $"{Target(o)} {Attributes(o.X, o.Y, (ulong)o.B, o.A == 1)}",
        OperationCode.LabelFile => $"{Target(o)} label={Text(o.Text)}",
        OperationCode.MakeDirectory => $"{Target(o)} mode={Octal(o.A)}",
        OperationCode.BindInto => $"{Text(o.Source)} on={Target(o)}/{Text(o.Text)}",
        OperationCode.MakeSymlink => $"{Text(o.Path)}/{Text(o.Text)} to={Text(o.Source)}{If(o.A == 1, " replace")}",
        OperationCode.MakeDevice =>
            $"{Text(o.Path)}/{Text(o.Text)} mode={Octal(o.A)} device={Device(o.X)} owner={(uint)o.B}:{o.Y}",
        OperationCode.MakeConsole => $"rows={o.X} columns={o.Y} uid={(uint)o.A}",
        OperationCode.OwnStdio => $"uid={(uint)o.A}{If(o.B == 1, " reopen=/dev/null")}",
        OperationCode.MoveRoot => $"hide={Vector(o.Data)}",
        OperationCode.MaskPath => $"{Target(o)} tmpfs={Text(o.Text)}",
        OperationCode.ReadonlyPath => Target(o),
        OperationCode.WriteProc => $"{Text(o.Path)} value={Quoted(Text(o.Text))}",
        _ => "",
    };

    private static string ProcessOperands(in Operation o) => o.Code switch
    {
        OperationCode.SetRlimit => $"{Text(o.Text)} soft={o.X} hard={o.Y}",
        OperationCode.SetPersonality => $"0x{o.X:x}",
        OperationCode.SetScheduler => Scheduler((sched_attr*)o.Data),
        OperationCode.SetIoPriority => $"class={o.A >> 13} priority={o.A & 0x1FFF}", // IOPRIO_CLASS_SHIFT of linux/ioprio.h
        OperationCode.SetCpuAffinity => o.B == 1 ? "every cpu" : $"mask={Words(o.Data, WithoutZeros(o.Data, o.A / sizeof(ulong)))}",
        OperationCode.SetMemoryPolicy => $"mode=0x{o.A:x} nodes={Words(o.Data, o.B / 64)}",
        OperationCode.SetUmask => Octal(o.A),
        OperationCode.ChangeDirectory => Text(o.Path) + If(o.A == 1, " create") + If(o.B == 1, " retried"),
        OperationCode.DropBoundingSet => $"keep=0x{o.X:x} last={o.A}",
        OperationCode.KeepCapabilities => o.A == 1 ? "on" : "off",
        OperationCode.SetGroups => Groups((uint*)o.Data, o.A),
        OperationCode.SetUser => $"uid={(uint)o.A} gid={(uint)o.B}",
        OperationCode.SetCapabilities => $"effective=0x{Mask(o, 0):x} permitted=0x{Mask(o, 1):x} inheritable=0x{Mask(o, 2):x}",
        OperationCode.RaiseAmbient => $"0x{o.X:x}",
        _ => "",
    };

    private static string Scheduler(sched_attr* a) =>
        $"policy={a->sched_policy} flags=0x{a->sched_flags:x} nice={a->sched_nice} priority={a->sched_priority}"
        + $" runtime={a->sched_runtime} deadline={a->sched_deadline} period={a->sched_period}";

    private static ulong Mask(in Operation o, int index) => ((ulong*)o.Data)[index];

    private static string Target(in Operation o)
    {
        string path = Text(o.Path);
        return path.StartsWith('/') ? path : "/" + path;
    }

    private static string Octal(int mode) => "0" + Convert.ToString(mode, 8);

    private static string Changes(in Operation o)
    {
        string text = "";
        AttributeChange* changes = (AttributeChange*)o.Data;
        // Safe: a BindMount has B changes.
        for (int i = 0; i < o.B; i++)
        {
            mount_attr change = changes[i].Attributes;
            text += (i == 0 ? "" : "; ") + Attributes(change.attr_set, change.attr_clr, change.propagation, changes[i].Flags != 0);
        }
        return text.Length == 0 ? "" : $" tree=[{text}]";
    }

    private static string If(bool condition, string text) => condition ? text : "";

    // Safe: every text of a plan is NUL-terminated in its arena, or null.
    private static string Text(byte* text) => Marshal.PtrToStringUTF8((nint)text) ?? "";

    private static string Quoted(string text) => "\"" + text.Replace("\n", "\\n", StringComparison.Ordinal) + "\"";

    private static string Vector(void* vector)
    {
        StringBuilder text = new("[");
        // Safe: a vector of a plan ends with a null pointer, or is null.
        for (byte** entry = (byte**)vector; entry != null && *entry != null; entry++)
        {
            text.Append(text.Length == 1 ? "" : " ").Append(Quoted(Text(*entry)));
        }
        return text.Append(']').ToString();
    }

    private static string Groups(uint* groups, int count)
    {
        StringBuilder text = new("[");
        for (int i = 0; i < count; i++) text.Append(i == 0 ? "" : " ").Append(groups[i]);
        return text.Append(']').ToString();
    }

    /// <summary>How many words are left without the zeros at the end.</summary>
    private static int WithoutZeros(void* words, int count)
    {
        // Safe: the operation's data holds count words.
        while (count > 1 && ((ulong*)words)[count - 1] == 0) count--;
        return count;
    }

    private static string Words(void* words, int count)
    {
        StringBuilder text = new();
        for (int i = 0; i < count; i++)
        {
            text.Append(i == 0 ? "" : ",").Append("0x").Append(((ulong*)words)[i].ToString("x", CultureInfo.InvariantCulture));
        }
        return text.ToString();
    }
}
