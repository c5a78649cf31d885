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
        Read(options, create, out List<SpecError> mistakes);
        return mistakes;
    }

    /// <summary>The bundle's config with every mistake in it.</summary>
    /// <returns>Without mistakes the config; else as much of it as can be read, an empty one at the least.</returns>
    /// <exception cref="OcirunException">There is no config that could be read.</exception>
    public static Config.Spec Read(RuntimeOptions options, CreateOptions create, out List<SpecError> mistakes)
    {
        Config.Spec? read = null;
        mistakes = [];
        try
        {
            Bundle bundle = Bundle.Open(options, create, spec => read = spec);
            // A name of cgroups that systemd cannot have is found only here.
            using ICgroupManager? cgroup = bundle.NewCgroup(options, create.Id);
        }
        catch (SpecException wrong)
        {
            mistakes = wrong.Errors;
        }
        catch (ContainerException missing) when (missing.Pointer is { } pointer)
        {
            mistakes = [new SpecError(pointer, missing.Sentence, Code: SpecErrorCodes.Value)];
        }
        catch (ServiceException bus)
        {
            mistakes = [new SpecError("", bus.Message, Code: SpecErrorCodes.Unsupported)];
        }
        return read ?? new Config.Spec();
    }
}
