using System.Collections.Generic;
using System.Linq;
using System.Runtime.InteropServices;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using OciRuntime.Launch.Plan;
using OciRuntime.ProcessAttributes;
using OciRuntime.ProcessAttributes.Operations;

namespace OciRuntime.Tests.ProcessAttributes;

/// <summary>process.env as the program gets it.</summary>
public sealed class EnvironmentTests
{
    [Fact]
    public void The_last_of_two_equal_variables_wins()
    {
        Assert.Equal(["B=1", "A=2"], Compile("A=1", "B=1", "A=2"));
    }

    [Fact]
    public void An_empty_HOME_counts_as_none_and_is_looked_up()
    {
        Assert.Equal(["PATH=/bin"], Compile("HOME=", "PATH=/bin"));
        Assert.True(LooksUpHome("HOME="));
        Assert.True(LooksUpHome("HOMEPAGE=x"));
        Assert.False(LooksUpHome("HOME=/root"));
    }

    [Fact]
    public void The_last_PATH_is_searched()
    {
        Assert.Equal("/b", ProcessCompiler.PathOf(new Config.Process { Env = ["PATH=/a", "PATH=/b", "XPATH=/c"] }));
        Assert.Null(ProcessCompiler.PathOf(new Config.Process()));
    }

    [Property]
    public Property No_name_comes_twice_and_every_value_is_the_last_of_its_name()
    {
        Gen<string> variables =
            from name in Gen.Elements("A", "B", "HOME", "LONGER")
            from value in Gen.Elements("", "1", "a=b", "ä")
            select $"{name}={value}";
        return Prop.ForAll(Gen.ArrayOf(variables).ToArbitrary(), given =>
        {
            Dictionary<string, string> last = [];
            foreach (string variable in given) last[variable.Split('=')[0]] = variable;
            last.Remove(last.ContainsValue("HOME=") ? "HOME" : "");
            string[] compiled = Compile(given);
            return compiled.Order().SequenceEqual(last.Values.Order());
        });
    }

    private static unsafe bool LooksUpHome(params string[] variables)
    {
        Config.Process process = new() { Env = variables };
        using LaunchPlan plan = new();
        ProcessCompiler.CompileHome(process, plan, ProcessCompiler.CompileEnvironment(process, plan));
        return plan.Has<FindHome>();
    }

    private static unsafe string[] Compile(params string[] variables)
    {
        using LaunchPlan plan = new();
        byte** vector = ProcessCompiler.CompileEnvironment(new Config.Process { Env = variables }, plan);
        List<string> texts = [];
        // Safe: the vector ends with a null pointer.
        for (; *vector != null; vector++) texts.Add(Marshal.PtrToStringUTF8((nint)(*vector))!);
        // The slot for HOME.
        Assert.True(vector[1] == null);
        return texts.ToArray();
    }
}
