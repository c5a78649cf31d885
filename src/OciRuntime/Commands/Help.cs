using System.Text;
using OciRuntime.CommandLine;
namespace OciRuntime.Commands;

/// <summary>The help texts, put together from the tables only when they are asked for.</summary>
internal static class Help
{
    private const int NameWidth = 12; // `checkpoint`, the longest name, and two spaces

    /// <summary>What <c>ocirun --help</c> prints.</summary>
    public static string ForProgram()
    {
        StringBuilder text = new();
        text.Append(
            """
            NAME:
               ocirun - Open Container Initiative runtime

            ocirun turns a bundle, which is a directory with a config.json and a root filesystem, into a running
            container, as the runtime-spec of the Open Container Initiative says. Container engines call it; by hand:

                # ocirun run [ -b bundle ] <container-id>

            "<container-id>" is the name you give the container; it must be unique under one --root.

            USAGE:
               ocirun [global options] command [command options] [arguments...]

            COMMANDS:

            """);
        foreach (Command command in CommandTable.All())
            text.Append("   ").Append(command.Name.PadRight(NameWidth)).Append(command.Summary).Append('\n');
        text.Append("   ")
            .Append("help, h".PadRight(NameWidth))
            .Append("show this list, or the help of one command\n\nGLOBAL OPTIONS:\n");
        AppendTable(text, GlobalOptions.Table);
        return text.ToString();
    }

    /// <summary>What <c>ocirun VERB --help</c> prints.</summary>
    public static string ForCommand(Command command)
    {
        Option[] options = command.Options;
        StringBuilder text = new();
        text.Append("NAME:\n   ocirun ").Append(command.Name).Append(" - ").Append(command.Summary);
        text.Append("\n\nUSAGE:\n   ocirun ").Append(command.Name);
        if (options.Length > 0) text.Append(" [command options]");
        if (command.ArgumentsUsage.Length > 0) text.Append(' ').Append(command.ArgumentsUsage);
        text.Append("\n\nDESCRIPTION:\n");
        foreach (string line in command.Description.Split('\n'))
            text.Append(line.Length == 0 ? "" : "   ").Append(line).Append('\n');
        text.Append("\nOPTIONS:\n");
        AppendTable(text, options);
        return text.ToString();
    }

    private static void AppendTable(StringBuilder text, Option[] options)
    {
        int width = "--help, -h".Length;
        foreach (Option option in options)
            if (!option.Hidden && Usage(option).Length > width) width = Usage(option).Length;
        foreach (Option option in options)
        {
            if (option.Hidden) continue;
            text.Append("   ").Append(Usage(option).PadRight(width + 2)).Append(option.Help);
            if (option.Default is not null) text.Append(" (default: ").Append(option.Default).Append(')');
            text.Append('\n');
        }
        text.Append("   ").Append("--help, -h".PadRight(width + 2)).Append("show help\n");
    }

    private static string Usage(Option option)
    {
        string value = option.Kind == OptionKind.Switch ? "" : " value";
        string usage = "--" + option.Name + value;
        return option.Alias is null
            ? usage
            : usage + (option.Alias.Length == 1 ? ", -" : ", --") + option.Alias + value;
    }
}
