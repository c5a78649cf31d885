namespace System.Runtime.CompilerServices;

/// <summary>The compiler needs this type for a record's members; netstandard2.0 lacks it.</summary>
internal static class IsExternalInit;
