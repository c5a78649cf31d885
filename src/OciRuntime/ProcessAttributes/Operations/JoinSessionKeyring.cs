using OciRuntime.Launch.Child;
using OciRuntime.Launch.Plan;
using OciRuntime.Native;
using static OciRuntime.Launch.Child.ChildCalls;
using static OciRuntime.Native.Libc;

namespace OciRuntime.ProcessAttributes.Operations;

/// <summary>A session keyring of the container's own; keyctl_join_session_keyring(3).</summary>
internal unsafe struct JoinSessionKeyring : IOperation<JoinSessionKeyring>
{
    /// <summary>Its name.</summary>
    public required ChildString Name;

    /// <summary>Permissions in addition to the keyring's own, KEY_* of keyctl_setperm(3); 0 for none.</summary>
    public required uint Permissions;

    /// <inheritdoc/>
    public static int Run(JoinSessionKeyring* o, ChildState* s)
    {
        nint keyring = keyctl(KEYCTL_JOIN_SESSION_KEYRING, (nuint)(byte*)o->Name, 0, 0, 0);
        // A kernel without keyrings, or a host filter that hides them: runc also goes on.
        if (keyring == -1) return errno is Errno.ENOSYS or Errno.EPERM ? 0 : errno;
        if (o->Permissions == 0) return 0;
        // What a new session keyring has, key_alloc of security/keys/process_keys.c; asking first would be a call more.
        const uint Usual = 0x3f130000; // KEY_POS_ALL, KEY_USR_VIEW, KEY_USR_READ, KEY_USR_LINK; keyctl_setperm(3)
        int result = (int)keyctl(KEYCTL_SETPERM, (nuint)keyring, Usual | o->Permissions, 0, 0);
        return Check(result, Phase.KeyPermissions, s);
    }

    /// <inheritdoc/>
    public static void Describe(in JoinSessionKeyring o, PlanText text) =>
        text.Add($"{o.Name}").AddIf(o.Permissions != 0, $" allow=0x{o.Permissions:x}");

    /// <inheritdoc/>
    public static Explanation Explain(in JoinSessionKeyring o, in ChildFailure failure) =>
        new("join session keyring", o.Name) { Hint = KeyDiagnosis.Explain(failure.Errno) };
}
