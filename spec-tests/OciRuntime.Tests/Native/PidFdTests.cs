using OciRuntime.Native;

namespace OciRuntime.Tests.Native;

public sealed class PidFdTests
{
    [Fact]
    public void A_process_is_signalled_and_waited_for()
    {
        using System.Diagnostics.Process sleeper = System.Diagnostics.Process.Start("sleep", "100");
        using PidFd process = Assert.IsType<PidFd>(PidFd.TryOpen(sleeper.Id));
        Assert.True(process.Send(0));
        Assert.False(process.WaitForEnd(0));
        Assert.True(process.Send(Libc.SIGKILL));
        Assert.True(process.WaitForEnd(10_000));
        sleeper.WaitForExit();
        Assert.False(process.Send(0));
        // no pid goes beyond 1 << 22, PID_MAX_LIMIT of linux/threads.h; the sleeper's may be another's by now
        Assert.Null(PidFd.TryOpen(1 << 23));
    }

    [Fact]
    public void A_signal_number_that_does_not_exist_is_an_error()
    {
        using PidFd self = Assert.IsType<PidFd>(PidFd.TryOpen(Libc.sys_getpid()));
        Assert.Equal(
            "pidfd_send_signal `99`: invalid argument (EINVAL)",
            Assert.Throws<LinuxException>(() => self.Send(99)).Message
        );
    }

    [Fact]
    public void A_descriptor_is_closed_once_and_a_released_one_not_at_all()
    {
        OwnedFd owned = OwnedFd.From(LibC.dup(Libc.STDERR_FILENO), "dup", "2");
        int fd = owned.Fd;
        Assert.Equal(fd, owned.Release());
        owned.Dispose();
        Assert.NotEqual(-1, Libc.fcntl(fd, Libc.F_GETFD, 0));
        OwnedFd again = new(fd);
        again.Dispose();
        Assert.Equal(-1, again.Fd);
        again.Dispose();
    }
}
