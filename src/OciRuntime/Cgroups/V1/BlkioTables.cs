using System.Collections.Generic;
using OciRuntime.Cgroups.Stats;

namespace OciRuntime.Cgroups.V1;

/// <summary>
/// blkio's tables: which files have them depends on the I/O scheduler; cgroup-v1/blkio-controller.rst.
/// </summary>
internal static class BlkioTables
{
    // runc's names of the tables with the ends of the files' names
    private static readonly (string Table, string File)[] Detailed =
    [
        ("ioServiceBytesRecursive", "io_service_bytes_recursive"),
        ("ioServicedRecursive", "io_serviced_recursive"),
        ("ioQueueRecursive", "io_queued_recursive"),
        ("ioServiceTimeRecursive", "io_service_time_recursive"),
        ("ioWaitTimeRecursive", "io_wait_time_recursive"),
        ("ioMergedRecursive", "io_merged_recursive"),
        ("ioTimeRecursive", "time_recursive"),
        ("sectorsRecursive", "sectors_recursive"),
    ];

    /// <summary>Reads the tables of the first scheduler that has counted anything: BFQ, the old CFQ, or none.</summary>
    public static void Read(string path, BlkioStats blkio)
    {
        foreach (string scheduler in (string[])["blkio.bfq.", "blkio.", "blkio.throttle."])
        {
            List<BlkioEntry> served = Table($"{path}/{scheduler}io_serviced_recursive");
            if (served.Count == 0 && scheduler != "blkio.throttle.") continue;
            foreach ((string table, string file) in Detailed)
            {
                List<BlkioEntry> entries =
                    file == "io_serviced_recursive" ? served : Table($"{path}/{scheduler}{file}");
                blkio.Tables.Add((table, entries));
            }
            return;
        }
    }

    private static List<BlkioEntry> Table(string path)
    {
        List<BlkioEntry> entries = [];
        foreach (string[] row in StatFile.Rows(path))
        {
            // 8:0 Read 4096, or 8:0 4096; the last line is Total 4096
            string[] device = row[0].Split(':');
            if (device.Length != 2 || row.Length < 2)
                continue;
            entries.Add(
                new BlkioEntry(
                    StatFile.Value(device[0]),
                    StatFile.Value(device[1]),
                    row.Length > 2 ? row[1] : "",
                    StatFile.Value(row[^1])
                )
            );
        }
        return entries;
    }
}
