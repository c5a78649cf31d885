using System;
using System.IO;
using System.Linq;

namespace OciRuntime.Tests.Architecture;

/// <summary>docs/ARCHITECTURE.md says about the rooms what the test of the compiled code holds up.</summary>
public class RoomsTableTests
{
    private static readonly string[][] Rows =
        [.. File.ReadLines(Path.Combine(Repository.Root, "docs", "ARCHITECTURE.md"))
            .SkipWhile(line => !line.StartsWith("| room |", StringComparison.Ordinal))
            .TakeWhile(line => line.StartsWith('|'))
            .Skip(2)
            .Select(line => line.Trim('|').Split('|', StringSplitOptions.TrimEntries))];

    [Fact]
    public void Each_room_is_a_row() =>
        Assert.Equal(Rooms.MayUse.Keys.Order(StringComparer.Ordinal), Rows.Select(row => row[0]).Order(StringComparer.Ordinal));

    [Fact]
    public void A_row_names_what_the_room_may_use()
    {
        foreach (string[] row in Rows)
        {
            string[] written = row[2].Split(", ", StringSplitOptions.RemoveEmptyEntries);
            if (written.Contains("Native")) written = [.. written, "Native.Abi"]; // as the line below the table says
            Assert.True(
                written.ToHashSet().SetEquals(Rooms.MayUse[row[0]]),
                $"{row[0]}: the table says {string.Join(", ", written)}; the test {string.Join(", ", Rooms.MayUse[row[0]])}");
        }
    }
}
