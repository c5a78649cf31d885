using System.Collections.Generic;
using System.IO;
using OciRuntime.Config;
using OciRuntime.Launch.Operations;
using OciRuntime.Launch.Plan;
using OciRuntime.Security.Lsm;

namespace OciRuntime.Tests.Security;

public class LsmTests
{
    private static readonly OciRuntime.Config.Process Labelled = new()
    {
        ApparmorProfile = "web",
        SelinuxLabel = "u:r:t:s0:c1,c2",
    };

    private static List<SpecError> Validate(OciRuntime.Config.Process? process, Linux? linux, LsmHost host)
    {
        List<SpecError> errors = [];
        LsmLabels.Validate(process, linux, host, errors);
        return errors;
    }

    [Fact]
    public void A_label_that_the_host_cannot_apply_is_an_error()
    {
        List<SpecError> errors = Validate(Labelled, new Linux { MountLabel = "u:r:t:s0" }, default);
        Assert.Equal(
            ["/process/apparmorProfile", "/process/selinuxLabel", "/linux/mountLabel"],
            errors.ConvertAll(e => e.Pointer)
        );
        Assert.Empty(Validate(Labelled, new Linux { MountLabel = "u:r:t:s0" }, new LsmHost(true, true, true)));
        Assert.Empty(Validate(new OciRuntime.Config.Process(), null, default));
        Assert.Empty(Validate(null, null, default));
    }

    [Fact]
    public void Labels_are_written_to_the_thread_that_executes()
    {
        Assert.Equal(
            new LsmWrite("thread-self/attr/apparmor/exec", "exec web"),
            LsmLabels.AppArmorOnExec("web", new LsmHost(true, true, false))
        );
        Assert.Equal(
            new LsmWrite("thread-self/attr/exec", "exec web"),
            LsmLabels.AppArmorOnExec("web", new LsmHost(true, false, false))
        );
        Assert.Equal(new LsmWrite("thread-self/attr/exec", "l"), LsmLabels.SelinuxOnExec("l"));
        Assert.Equal(new LsmWrite("thread-self/attr/keycreate", "l"), LsmLabels.SelinuxOnKeyCreate("l"));
    }

    [Fact]
    public void Detection_of_security_modules_agrees_with_the_files_of_the_host()
    {
        LsmHost host = LsmDetection.Detect();
        Assert.Equal(File.Exists("/sys/fs/selinux/enforce"), host.Selinux);
        Assert.Equal(File.Exists("/proc/self/attr/apparmor/exec"), host.AppArmorAttributes);
        Assert.Equal(
            Directory.Exists("/sys/kernel/security/apparmor")
                && File.ReadAllText("/sys/module/apparmor/parameters/enabled").StartsWith('Y'),
            host.AppArmor
        );
    }

    [Fact]
    public void A_labelled_process_writes_its_labels_through_procfs()
    {
        using LaunchPlan plan = new();
        Assert.True(LsmPlan.IsNeeded(Labelled));
        Assert.False(LsmPlan.IsNeeded(new OciRuntime.Config.Process()));
        LsmPlan.CompileKeyring(Labelled, plan);
        LsmPlan.Compile(Labelled, plan);
        Assert.Equal(3, plan.Count);
        Assert.True(plan.Has<WriteProc>());
        Assert.Equal("/process/selinuxLabel", plan.PointerOf(0).ToString());
        Assert.Equal("/process/apparmorProfile", plan.PointerOf(2).ToString());
    }
}
