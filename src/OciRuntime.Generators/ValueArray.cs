using System;
using System.Collections;
using System.Collections.Generic;

namespace OciRuntime.Generators;

/// <summary>
/// An array that is equal to another one with equal elements: the compiler writes code again only if its model has
/// changed, and compares models to find out.
/// </summary>
/// <typeparam name="T">The elements' type.</typeparam>
internal readonly struct ValueArray<T>(T[] items) : IEquatable<ValueArray<T>>, IEnumerable<T>
    where T : IEquatable<T>
{
    private readonly T[]? items = items;

    /// <summary>How many elements there are.</summary>
    public int Count => items?.Length ?? 0;

    /// <summary>The element at <paramref name="index"/>.</summary>
    public T this[int index] => items![index];

    /// <inheritdoc/>
    public bool Equals(ValueArray<T> other)
    {
        if (Count != other.Count) return false;
        for (int i = 0; i < Count; i++)
        {
            if (!this[i].Equals(other[i])) return false;
        }
        return true;
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is ValueArray<T> other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        int hash = Count;
        foreach (T item in this) hash = unchecked((hash * 31) + item.GetHashCode());
        return hash;
    }

    /// <inheritdoc/>
    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)(items ?? [])).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
