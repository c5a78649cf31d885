using System;
using System.Collections.Generic;
using System.IO;

namespace OciRuntime.Tools.Syscalls;

/// <summary>
/// Writes the syscall table of the seccomp compiler from the kernel headers of Debian's linux-libc-dev packages.
/// Usage: dotnet run --project tools/syscalls [packages]. With "packages" it only names the packages it needs.
/// </summary>
internal static class Program
{
    private static int Main(string[] args)
    {
        if (args is ["packages"])
        {
            SortedSet<string> packages = new(StringComparer.Ordinal);
            foreach (Architecture architecture in Architecture.All)
                packages.Add(architecture.Package);
            Console.WriteLine(string.Join(' ', packages));
            return 0;
        }
        string root = FindRepository(Environment.CurrentDirectory);
        SortedDictionary<string, int[]> table = new(StringComparer.Ordinal);
        for (int column = 0; column < Architecture.All.Length; column++)
        {
            foreach ((string name, int number) in HeaderReader.Read(Architecture.All[column]))
                Set(table, name, column, number);
        }
        AddNewer(table, Path.Combine(root, "tools/syscalls/newer.txt"));
        Multiplexed.AddNames(table, Architecture.All.Length);
        string target = Path.Combine(root, "src/OciRuntime/Security/Seccomp/SyscallTable.Data.cs");
        File.WriteAllText(
            target,
            TableWriter.Write(table, ReadCommon(Path.Combine(root, "tools/syscalls/common.txt"), table))
        );
        Console.WriteLine($"{table.Count} names, {Architecture.All.Length} architectures: {target}");
        return 0;
    }

    private static void AddNewer(SortedDictionary<string, int[]> table, string path)
    {
        foreach (string line in File.ReadLines(path))
        {
            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words.Length < 4 || words[0] == "#")
                continue;
            int number = int.Parse(words[1]);
            for (int column = 0; column < Architecture.All.Length; column++)
            {
                Architecture architecture = Architecture.All[column];
                if (words[3] == "all" || Array.IndexOf(words[3].Split(','), architecture.Name) >= 0)
                    Set(table, words[0], column, architecture.Base + number);
            }
        }
    }

    private static HashSet<string> ReadCommon(string path, SortedDictionary<string, int[]> table)
    {
        HashSet<string> common = new(StringComparer.Ordinal);
        foreach (string line in File.ReadLines(path))
        {
            if (line.StartsWith('#'))
                continue;
            foreach (string name in line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                if (!table.ContainsKey(name) || !common.Add(name))
                    throw new InvalidDataException($"{path}: `{name}` is no system call, or listed twice");
            }
        }
        return common;
    }

    private static void Set(SortedDictionary<string, int[]> table, string name, int column, int number)
    {
        if (!table.TryGetValue(name, out int[]? numbers))
        {
            numbers = new int[Architecture.All.Length];
            Array.Fill(numbers, -1);
            table.Add(name, numbers);
        }
        if (numbers[column] >= 0 && numbers[column] != number)
            throw new InvalidDataException(
                $"{Architecture.All[column].Name}: `{name}` is both {numbers[column]} and {number}"
            );
        numbers[column] = number;
    }

    private static string FindRepository(string directory)
    {
        while (!File.Exists(Path.Combine(directory, "OciRuntime.sln")))
            directory = Path.GetDirectoryName(directory)
                ?? throw new InvalidOperationException("run inside the repository");
        return directory;
    }
}
