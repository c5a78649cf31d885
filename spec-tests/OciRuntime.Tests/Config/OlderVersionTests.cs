using System.Text;
using OciRuntime.Config;

namespace OciRuntime.Tests.ConfigModel;

public sealed class OlderVersionTests
{
    [Theory]
    [InlineData("1.0.2-dev", 0, -1)]
    [InlineData("1.2.1", 0, -1)]
    [InlineData("1.2.1", 7, 7)]
    [InlineData("1.3.0", 0, 0)]
    [InlineData("1.30.0", 0, 0)]
    public void A_pids_limit_of_0_is_no_limit_before_1_3(string version, long limit, long meaning)
    {
        OciRuntime.Config.Spec spec = SpecReader.Parse(
            Encoding.UTF8.GetBytes(
                "{\"ociVersion\": \""
                    + version
                    + "\", \"linux\": {\"resources\": {\"pids\": {\"limit\": "
                    + limit
                    + "}}}}"
            )
        );
        OlderVersion.Translate(spec);
        Assert.Equal(meaning, spec.Linux!.Resources!.Pids!.Limit);
    }
}
