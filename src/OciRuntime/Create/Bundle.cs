using System;
using System.Collections.Generic;
using OciRuntime.Attach;
using OciRuntime.Cgroups;
using OciRuntime.Cgroups.Resctrl;
using OciRuntime.Cgroups.Selection;
using OciRuntime.Config;
using OciRuntime.Containers;
using OciRuntime.Diagnostics;
using OciRuntime.Namespaces;
using OciRuntime.Native;
using OciRuntime.Rootfs;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Create;

/// <summary>A bundle read and checked: bundle.md, and every module's validation of its config.</summary>
internal sealed class Bundle
{
    /// <summary>A bundle that is read already.</summary>
    internal Bundle(string path, string rootfs, byte[] bytes, Config.Spec spec, HostFacts host) =>
        (Path, Rootfs, ConfigBytes, Spec, Host) = (path, rootfs, bytes, spec, host);

    /// <summary>The bundle's absolute path.</summary>
    public string Path { get; }

    /// <summary>The rootfs's absolute path.</summary>
    public string Rootfs { get; }

    /// <summary>config.json as read.</summary>
    public byte[] ConfigBytes { get; }

    /// <summary>The config.</summary>
    public Config.Spec Spec { get; }

    /// <summary>The host.</summary>
    public HostFacts Host { get; }

    /// <summary>Reads the bundle and reports everything that is wrong with its config at once.</summary>
    /// <param name="options">The global options.</param>
    /// <param name="create">Where it is.</param>
    /// <param name="read">Gets the config before it is checked; or null.</param>
    public static Bundle Open(RuntimeOptions options, CreateOptions create, Action<Config.Spec>? read = null)
    {
        Timings.Mark("read config.json");
        string path = EnterBundle(create.Bundle);
        string file = create.ConfigPath ?? "config.json";
        byte[] bytes = FileBytes.TryReadAll(AT_FDCWD, file)
            ?? throw new OcirunException($"JSON specification file {file} not found", FailureCodes.Config);
        Config.Spec spec = SpecReader.Parse(bytes, candidate => FindMistakes(options, path, candidate));
        read?.Invoke(spec);
        OlderVersion.Translate(spec);
        Timings.Mark("check the config");
        HostFacts host = new();
        string rootfs = RootfsPath(path, spec);
        RootfsPaths.StripDestinations(spec, rootfs);
        List<SpecError> errors = Validation.Find(
            spec,
            options.CgroupManager == "disabled" ? null : CgroupHost.Detect(),
            options.Rootless ?? host.Rootless
        );
        RuntimeAnnotations.CheckFiles(spec.Annotations, options.AnnotationFiles, errors);
        if (errors.Count > 0) throw new SpecException(errors);
        List<SpecError> warnings = SpecValidator.FindWarnings(spec);
        CgroupManagers.Warn(options.CgroupManager, spec, warnings);
        foreach (SpecError warning in warnings) options.Log.Warning(warning.ToString());
        SpecValidator.DropUnusedMappings(spec);
        CheckRootfs(rootfs);
        return new Bundle(path, rootfs, bytes, spec, host);
    }

    /// <summary>What is wrong with a config apart from values of the wrong type.</summary>
    private static List<SpecError> FindMistakes(RuntimeOptions options, string path, Config.Spec spec)
    {
        OlderVersion.Translate(spec);
        RootfsPaths.StripDestinations(spec, RootfsPath(path, spec));
        CgroupHost? cgroups = options.CgroupManager == "disabled" ? null : CgroupHost.Detect();
        List<SpecError> errors = Validation.Find(spec, cgroups, options.Rootless ?? new HostFacts().Rootless);
        RuntimeAnnotations.CheckFiles(spec.Annotations, options.AnnotationFiles, errors);
        return errors;
    }

    /// <summary>
    /// Goes into the bundle, as runc does, so that relative paths of the config and of hooks start there.
    /// </summary>
    private static unsafe string EnterBundle(string bundle)
    {
        if (bundle.Length > 0 && Call.chdir(bundle) == -1) LinuxException.Throw("chdir to bundle", bundle);
        return Call.getcwd();
    }

    private static string RootfsPath(string bundle, Config.Spec spec)
    {
        string path = spec.Root?.Path ?? "rootfs";
        return path.StartsWith('/') ? path : $"{bundle}/{path}";
    }

    /// <summary>config.md, "Root": a directory must be there; a clear error before anything is made.</summary>
    private static void CheckRootfs(string rootfs)
    {
        int error = Call.CheckDirectory(rootfs);
        if (error == 0)
            return;
        throw new ContainerException(
            $"open rootfs `{rootfs}`: {Errno.Describe(error)} ({Errno.Name(error)})",
            FailureCodes.Config
        )
        {
            Operation = "open rootfs",
            Target = rootfs,
            Errno = error,
            Pointer = "/root/path",
        };
    }

    /// <summary>A user makes namespaces only in one of users, user_namespaces(7); runc's sentence.</summary>
    public void CheckUser()
    {
        if (Host.EffectiveUid != 0 && !NamespacesCompiler.Has(Spec, "user"))
            throw new OcirunException("rootless container requires user namespaces", FailureCodes.Config)
            {
                Pointer = "/linux/namespaces",
            };
    }

    /// <summary>Whether <c>terminal</c> and <c>--console-socket</c> fit; runc's checkTerminal.</summary>
    public void CheckTerminal(CreateOptions create, bool detached)
    {
        bool terminal = Spec.Process?.Terminal ?? false;
        bool socket = create.ConsoleSocket is not null;
        if (detached && terminal && !socket)
            throw new OcirunException(
                "cannot allocate tty if ocirun will detach without setting console socket",
                FailureCodes.Usage
            );
        if ((!detached || !terminal) && socket)
            throw new OcirunException(
                "cannot use console socket if ocirun will not detach or allocate tty",
                FailureCodes.Usage
            );
        if (terminal && !socket)
            HostTerminal.Require();
    }

    /// <summary>The manager of the container's cgroups; null where they are disabled.</summary>
    public ICgroupManager? NewCgroup(RuntimeOptions options, string id) =>
        options.CgroupManager == "disabled"
            ? null
            : CgroupManagers.ForNewContainer(
                options.CgroupManager,
                id,
                Spec,
                options.Rootless ?? Host.Rootless,
                CgroupHost.Detect()
            );

    /// <summary>The record of the new container.</summary>
    public ContainerRecord NewRecord(CreateOptions create, CgroupRecord? cgroup, ResctrlRecord? resctrl = null) => new()
    {
        Id = create.Id,
        OciVersion = Spec.Version ?? "",
        Bundle = Path,
        Rootfs = Rootfs,
        Created = DateTimeOffset.UtcNow,
        Owner = Host.EffectiveUid,
        Program = Spec.Process?.Args is { Length: > 0 } args ? args[0] : "",
        HasPostHooks = Spec.Hooks is { Poststart.Length: > 0 } or { Poststop.Length: > 0 },
        NoNewKeyring = create.NoNewKeyring,
        SharesPids = !NamespacesCompiler.HasNew(Spec, "pid"),
        Cgroup = cgroup,
        Resctrl = resctrl,
        Annotations = Spec.Annotations,
    };
}
