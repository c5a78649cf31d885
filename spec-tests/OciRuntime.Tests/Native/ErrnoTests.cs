using OciRuntime.Native;

namespace OciRuntime.Tests.Native;

public sealed class ErrnoTests
{
    // the texts that containerd, CRI-O and Podman compare with what a runtime says
    [Theory]
    [InlineData(Errno.EPERM, "EPERM", "operation not permitted")]
    [InlineData(Errno.ENOENT, "ENOENT", "no such file or directory")]
    [InlineData(Errno.ESRCH, "ESRCH", "no such process")]
    [InlineData(Errno.EACCES, "EACCES", "permission denied")]
    [InlineData(Errno.EBUSY, "EBUSY", "device or resource busy")]
    [InlineData(Errno.ENOTSUP, "EOPNOTSUPP", "operation not supported")]
    [InlineData(Errno.EDOTDOT, "EDOTDOT", "RFS specific error")]
    [InlineData(524, "errno 524", "errno 524")]
    public void An_errno_has_its_name_and_description(int value, string name, string text)
    {
        Assert.Equal(name, Errno.Name(value));
        Assert.Equal(text, Errno.Describe(value));
    }

    [Fact]
    public void Every_errno_up_to_the_last_has_a_description_unless_Linux_left_it_out()
    {
        for (int value = 1; value <= Errno.EHWPOISON; value++)
        {
            // 41 and 58 were never given out, asm-generic/errno.h
            Assert.Equal(value is 41 or 58, Errno.Describe(value) == $"errno {value}");
            Assert.Equal(value is 41 or 58, Errno.Name(value) == $"errno {value}");
        }
    }

    [Fact]
    public void A_failed_call_says_what_on_what_and_why()
    {
        Assert.Equal(
            "mount `/proc`: operation not permitted (EPERM)",
            new LinuxException("mount", "/proc", Errno.EPERM).Message
        );
        Assert.Equal("setsid: operation not permitted (EPERM)", new LinuxException("setsid", "", Errno.EPERM).Message);
    }
}
