using System.Collections.Generic;
using OciRuntime.Cgroups;
using OciRuntime.Config;
using OciRuntime.Containers;
using OciRuntime.Native;

namespace OciRuntime.Create;

/// <summary>What is wrong with a bundle's config, found without making anything.</summary>
internal static class ConfigMistakes
{
    /// <summary>Every mistake; none if <c>create</c> would accept the config.</summary>
    /// <exception cref="OcirunException">There is no config that could be read.</exception>
    public static List<SpecError> FindAll(RuntimeOptions options, CreateOptions create)
    {
        try
        {
            Bundle bundle = Bundle.Open(options, create);
            // A name of cgroups that systemd cannot have is found only here.
            using ICgroupManager? cgroup = bundle.NewCgroup(options, create.Id);
            return [];
        }
        catch (SpecException wrong)
        {
            return wrong.Errors;
        }
        catch (ContainerException missing) when (missing.Pointer is { } pointer)
        {
            return [new SpecError(pointer, missing.Sentence, Code: SpecErrorCodes.Value)];
        }
    }
}
