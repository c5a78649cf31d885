using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace OciRuntime.Tests.Fuzz;

/// <summary>Changes documents of a corpus: bytes, pieces, values that are at the edge of something.</summary>
internal sealed class Mutator(byte[][] corpus, Random random)
{
    private const int Largest = 1 << 20; // a document that takes the square of its size is far beyond the limit then

    private static readonly byte[][] Values =
    [
        .. ((string[])
        [
            "0", "-1", "1e400", "18446744073709551616", "-9223372036854775809", "2147483648", "0.5", "null", "true", "[]",
            "{}", "[[[[[[[[", "{\"a\":{\"a\":{\"a\":", "\"\"", "\"\\u0000\"", "\"\\ud800\"", "\"/\"", "\"../..\"", "\"max\"",
            "\\", "\"", ",", ":", "\n", " ", "=", "0-4294967295", "*:*", "//", "]:",
        ]).Select(Encoding.UTF8.GetBytes),
        [0], [0xff, 0xfe], [0xc0, 0x80], [0xed, 0xa0, 0x80],
    ];

    /// <summary>A document, changed one to sixteen times.</summary>
    public byte[] Next()
    {
        List<byte> bytes = [.. Pick(corpus)];
        for (int changes = 1 << random.Next(5); changes > 0; changes--) Change(bytes);
        return [.. bytes.Take(Largest)];
    }

    private void Change(List<byte> bytes)
    {
        int at = random.Next(bytes.Count + 1), length = random.Next(Math.Min(64, bytes.Count - at) + 1);
        switch (random.Next(8))
        {
            case 0 when at < bytes.Count:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1 when at < bytes.Count:
                bytes[at] = (byte)random.Next(256);
                break;
            case 2:
                bytes.RemoveRange(at, length);
                break;
            case 3:
                bytes.InsertRange(at, Pick(Values));
                break;
            case 4:
                ReplaceValue(bytes, at);
                break;
            case 5:
                byte[] other = Pick(corpus);
                int from = random.Next(other.Length);
                bytes.InsertRange(at, other[from..Math.Min(other.Length, from + random.Next(256))]);
                break;
            case 6:
                Repeat(bytes, at, length);
                break;
            default:
                bytes.RemoveRange(at, random.Next(16) == 0 ? bytes.Count - at : 0);
                break;
        }
    }

    /// <summary>What lies between two separators becomes another value.</summary>
    private void ReplaceValue(List<byte> bytes, int at)
    {
        int start = at, end = at;
        while (start > 0 && !IsSeparator(bytes[start - 1])) start--;
        while (end < bytes.Count && !IsSeparator(bytes[end])) end++;
        bytes.RemoveRange(start, end - start);
        bytes.InsertRange(start, Pick(Values));
    }

    private void Repeat(List<byte> bytes, int at, int length)
    {
        if (length == 0 || bytes.Count > Largest) return;
        byte[] piece = [.. bytes.GetRange(at, length)];
        int times = random.Next(64) == 0 ? Largest / length / 2 : random.Next(8);
        bytes.InsertRange(at, Enumerable.Repeat(piece, times).SelectMany(copy => copy));
    }

    private static bool IsSeparator(byte value) => value is (byte)',' or (byte)':' or (byte)'[' or (byte)']' or (byte)'{'
        or (byte)'}' or (byte)'\n' or (byte)' ';

    private T Pick<T>(T[] from) => from[random.Next(from.Length)];
}
