using System;
using System.Collections.Generic;
using System.Linq;

namespace OciRuntime.Tests.Containers;

/// <summary>What is taken out of the protocol, to see that the model finds what then goes wrong.</summary>
public enum Weakness
{
    /// <summary>Nothing: docs/adr/0015-state-directory.md as it is.</summary>
    None,

    /// <summary>Delete decides by a record that it read before it had the lock.</summary>
    RecordIsReadBeforeTheLock,

    /// <summary>A forced delete that does not get the lock goes on without it.</summary>
    ForceGoesOnWithoutTheLock,

    /// <summary>Create believes after its hooks that the container is still its own.</summary>
    CreateDoesNotLookAfterItsHooks,

    /// <summary>Delete removes the record before the cgroup.</summary>
    RecordIsRemovedFirst,

    /// <summary>Create records the container after it has made the cgroup.</summary>
    RecordIsWrittenLate,

    /// <summary>Nobody can see whether a create that runs hooks lives.</summary>
    HooksAreRunWithoutASign,
}

/// <summary>
/// One container id: verbs as sequences of atomic steps, of which a scheduler takes the next from any of them, or kills
/// one.
/// A cgroup and processes know the create that made them, which no verb may use but to be checked.
/// </summary>
internal sealed class StateProtocolModel(Weakness weakness)
{
    private const int Patience = 6; // steps that a verb waits for a lock
    private readonly List<Actor> actors = [];
    private readonly List<Proc> processes = [];
    private Dir? named;
    private int? cgroup;
    private int tokens;

    private sealed class Dir
    {
        public bool Linked = true;
        public Actor? Lock, HookLock;
        public bool Config;
        public Record? Record;
    }

    private sealed record Record(
        int Token,
        Actor Creator,
        Proc? Pid = null,
        bool Creating = true,
        bool Removing = false
    );

    private sealed class Proc
    {
        public required int Token;
        public Actor? Parent; // until it waits for start it ends with its creator
        public bool Alive = true, Started;
    }

    private sealed class Actor
    {
        public required IEnumerator<string> Steps;
        public bool Ended;
        public List<Dir> Locks = [];
    }

    /// <summary>The names of the verbs that <see cref="Begin"/> takes.</summary>
    public static readonly string[] Verbs =
    [
        "create",
        "create with hooks",
        "start",
        "delete",
        "delete --force",
        "state",
        "run",
    ];

    /// <summary>How many verbs are at work.</summary>
    public int Working => actors.Count(actor => !actor.Ended);

    /// <summary>Begins a verb.</summary>
    public void Begin(string verb)
    {
        var actor = new Actor { Steps = null! };
        actor.Steps = verb switch
        {
            "create" => Create(actor, hooks: false),
            "create with hooks" => Create(actor, hooks: true),
            "start" => Start(actor),
            "delete" => Delete(actor, force: false),
            "delete --force" => Delete(actor, force: true),
            "state" => State(actor),
            _ => Run(actor),
        };
        actors.Add(actor);
    }

    /// <summary>One of the verbs at work takes its next step.</summary>
    public void Step(int choice)
    {
        if (Choose(choice) is not { } actor) return;
        if (!actor.Steps.MoveNext()) End(actor);
    }

    /// <summary>One of the verbs at work is killed.</summary>
    public void Kill(int choice)
    {
        if (Choose(choice) is { } actor) End(actor);
    }

    /// <summary>Processes whose creator has gone see it.</summary>
    public void OrphansEnd()
    {
        foreach (Proc process in processes.Where(process => process.Parent is { Ended: true })) process.Alive = false;
    }

    /// <summary>Lets all verbs finish, then deletes by force, and looks for what is left.</summary>
    public void Finish()
    {
        for (int i = 0; Working > 0; i++)
        {
            Check(i < 10_000, "the verbs wait for each other");
            Step(i);
            OrphansEnd();
        }
        OrphansEnd();
        foreach (Proc process in processes.Where(process => process.Alive))
            Check(named?.Record?.Pid == process, "a process that no record names");
        Begin("delete --force");
        while (Working > 0) Step(0);
        OrphansEnd();
        Check(named is null, "a state directory that cannot be deleted");
        Check(cgroup is null, "a cgroup that is left");
        Check(processes.All(process => !process.Alive), "a process that is left");
    }

    private Actor? Choose(int choice)
    {
        Actor[] working = actors.Where(actor => !actor.Ended).ToArray();
        return working.Length == 0 ? null : working[Math.Abs(choice % working.Length)];
    }

    private static void End(Actor actor)
    {
        actor.Ended = true;
        foreach (Dir dir in actor.Locks)
        {
            if (dir.Lock == actor) dir.Lock = null;
            if (dir.HookLock == actor) dir.HookLock = null;
        }
    }

    private static void Check(bool good, string what)
    {
        if (!good) throw new InvalidOperationException(what);
    }

    private static bool TryLock(Actor me, Dir dir)
    {
        if (dir.Lock is not null && dir.Lock != me) return false;
        dir.Lock = me;
        me.Locks.Add(dir);
        return true;
    }

    private static void Unlock(Actor me, Dir dir)
    {
        if (dir.Lock == me) dir.Lock = null;
    }

    /// <summary>mkdir, lock, config, record, cgroup, process, hooks, record.</summary>
    private IEnumerator<string> Create(Actor me, bool hooks)
    {
        if (named is { } found)
        {
            yield return "mkdir: EEXIST";
            if (found.Lock is not null || !TryLock(me, found)) yield break;
            yield return "lock what is there";
            if (!found.Linked || found.Record is not null) { Unlock(me, found); yield break; }
            Remove(found);
            Unlock(me, found);
            yield return "remove the shell";
        }
        if (named is not null) yield break;
        Dir dir = named = new Dir();
        int token = ++tokens;
        yield return "mkdir";
        for (int i = 0; !TryLock(me, dir); i++)
        {
            if (i == Patience) yield break;
            yield return "wait for the lock";
        }
        yield return "lock";
        if (!dir.Linked) yield break;
        yield return "linked";
        dir.Config = true;
        yield return "config";
        if (weakness != Weakness.RecordIsWrittenLate) dir.Record = new Record(token, me);
        yield return "record";
        Check(cgroup is null, "a cgroup of an earlier container");
        cgroup = token;
        yield return "cgroup";
        var process = new Proc { Token = token, Parent = me };
        processes.Add(process);
        dir.Record ??= new Record(token, me);
        yield return "clone";
        if (hooks)
        {
            dir.Record = dir.Record with { Pid = process };
            yield return "record the process";
            if (weakness != Weakness.HooksAreRunWithoutASign) dir.HookLock = me;
            yield return "lock the config";
            // The weakness is about a create that keeps the lock while its hook hangs.
            if (weakness != Weakness.ForceGoesOnWithoutTheLock) Unlock(me, dir);
            for (int i = 0; i < 4; i++) yield return "hook";
            bool mine = true;
            for (int i = 0; !TryLock(me, dir); i++)
            {
                if (i == Patience) { mine = false; break; }
                yield return "wait for the lock";
            }
            if (weakness is not (Weakness.CreateDoesNotLookAfterItsHooks or Weakness.ForceGoesOnWithoutTheLock))
                mine &= dir is { Linked: true, Record.Removing: false };
            if (!mine)
            {
                process.Alive = false;
                yield break;
            }
            dir.HookLock = null;
            yield return "lock again";
        }
        if (!process.Alive)
        {
            RemoveCgroup(token);
            yield return "undo the cgroup";
            Remove(dir);
            yield break;
        }
        dir.Record = new Record(token, me, process, Creating: false);
        yield return "record that it is created";
        Unlock(me, dir);
        yield return "unlock";
        process.Parent = null;
    }

    private IEnumerator<string> Run(Actor me)
    {
        Dir? before = named;
        using (IEnumerator<string> create = Create(me, hooks: false))
            while (create.MoveNext()) yield return create.Current;
        if (named is not { Record.Creating: false } dir || dir == before || dir.Record.Creator != me) yield break;
        Record record = dir.Record;
        record.Pid!.Started = true;
        yield return "start";
        record.Pid.Alive = false;
        yield return "the program ends";
        for (int i = 0; !TryLock(me, dir); i++)
        {
            if (i == Patience) yield break;
            yield return "wait for the lock";
        }
        yield return "lock";
        if (!dir.Linked || dir.Record is null) yield break;
        using IEnumerator<string> remove = RemoveContainer(me, dir, record);
        while (remove.MoveNext()) yield return remove.Current;
    }

    private IEnumerator<string> Start(Actor me)
    {
        if (named is not { } dir) yield break;
        yield return "open";
        for (int i = 0; !TryLock(me, dir); i++)
        {
            if (i == Patience) yield break;
            yield return "wait for the lock";
        }
        yield return "lock";
        if (dir.Record is { Creating: false, Pid: { Alive: true, Started: false } process }) process.Started = true;
        Unlock(me, dir);
    }

    private IEnumerator<string> Delete(Actor me, bool force)
    {
        if (named is not { } dir) yield break;
        yield return "open";
        Record? early = dir.Record;
        yield return "read the record";
        for (int i = 0; !TryLock(me, dir); i++)
        {
            yield return "wait for the lock";
            if (i < Patience) continue;
            if (!force) yield break;
            if (weakness == Weakness.ForceGoesOnWithoutTheLock) break;
            if (dir.Lock is { } holder) End(holder);
            yield return "kill the holder";
        }
        if (!dir.Linked) yield break;
        yield return "locked and linked";
        Record? record = weakness == Weakness.RecordIsReadBeforeTheLock ? early : dir.Record;
        if (record is null)
        {
            Remove(dir);
            yield break;
        }
        for (int i = 0; record!.Removing && dir.HookLock is not null; i++)
        {
            if (i == Patience)
            {
                if (force) Remove(dir);
                yield break;
            }
            Unlock(me, dir);
            yield return "wait for poststop hooks";
            while (!TryLock(me, dir)) yield return "wait for the lock";
            if (!dir.Linked) yield break;
        }
        bool stopped = record.Creating ? dir.HookLock is null : !record.Pid!.Alive;
        if (!stopped && !force) yield break;
        if (record.Pid is { } process)
        {
            process.Alive = false;
            yield return "kill";
        }
        using IEnumerator<string> remove = RemoveContainer(me, dir, record);
        while (remove.MoveNext()) yield return remove.Current;
    }

    private IEnumerator<string> RemoveContainer(Actor me, Dir dir, Record record)
    {
        if (weakness == Weakness.RecordIsRemovedFirst)
        {
            dir.Record = null;
            yield return "remove the record";
        }
        RemoveCgroup(record.Token);
        yield return "remove the cgroup";
        if (weakness != Weakness.RecordIsRemovedFirst)
        {
            dir.Record = record with { Removing = true };
            yield return "record that hooks run";
        }
        dir.HookLock = me;
        yield return "lock the config";
        if (weakness != Weakness.ForceGoesOnWithoutTheLock) Unlock(me, dir);
        for (int i = 0; i < 3; i++) yield return "poststop hook";
        for (int i = 0; !TryLock(me, dir); i++)
        {
            if (i == Patience) yield break;
            yield return "wait for the lock";
        }
        if (!dir.Linked) yield break;
        yield return "lock again";
        dir.Config = false;
        yield return "remove the config";
        dir.Record = null;
        yield return "remove the record";
        Remove(dir);
    }

    private IEnumerator<string> State(Actor me)
    {
        if (named is not { } dir) yield break;
        yield return "open";
        Record? record = dir.Record;
        yield return "read the record";
        if (record is not { Creating: true }) yield break;
        if (!TryLock(me, dir)) yield break; // creating: somebody works on it
        yield return "lock, shared";
        record = dir.Record;
        bool creating = dir.HookLock is not null;
        if (record is { Creating: true, Removing: false })
            Check(
                creating == !record.Creator.Ended,
                creating ? "a create that was killed reads as creating" : "a create at work reads as stopped"
            );
        Unlock(me, dir);
    }

    private void RemoveCgroup(int token)
    {
        if (cgroup is null) return;
        Check(cgroup == token, "the cgroup of another container is removed");
        foreach (Proc process in processes.Where(process => process.Token == token)) process.Alive = false;
        cgroup = null;
    }

    private void Remove(Dir dir)
    {
        Check(!dir.Linked || named == dir, "the directory of another container is removed");
        dir.Linked = false;
        if (named == dir) named = null;
    }
}
