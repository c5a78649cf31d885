using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using System.Reflection.Emit;

namespace OciRuntime.Tests.Architecture;

/// <summary>
/// Which types the compiled code of a type names: bases, fields, signatures, locals and the tokens of its bodies.
/// </summary>
internal static class References
{
    private const BindingFlags All =
        BindingFlags.Public
        | BindingFlags.NonPublic
        | BindingFlags.Instance
        | BindingFlags.Static
        | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<short, OpCode> OpCodesByValue = typeof(OpCodes).GetFields()
        .Select(field => (OpCode)field.GetValue(null)!).ToDictionary(code => code.Value);

    /// <summary>The types that <paramref name="type"/> names, each with the member that does.</summary>
    public static IEnumerable<(Type Used, string By)> Read(Type type)
    {
        foreach (Type used in Parts(type.BaseType).Concat(type.GetInterfaces().SelectMany(Parts)))
            yield return (used, type.Name);
        foreach (FieldInfo field in type.GetFields(All))
            foreach (Type used in Parts(field.FieldType)) yield return (used, field.Name);
        foreach (MethodBase method in type.GetMethods(All).Cast<MethodBase>().Concat(type.GetConstructors(All)))
            foreach (Type used in OfMethod(method)) yield return (used, method.Name);
    }

    private static IEnumerable<Type> OfMethod(MethodBase method)
    {
        IEnumerable<Type> named = method.GetParameters().SelectMany(parameter => Parts(parameter.ParameterType));
        if (method is MethodInfo info) named = named.Concat(Parts(info.ReturnType));
        if (method.GetMethodBody() is not { } body) return named;
        named = named.Concat(body.LocalVariables.SelectMany(local => Parts(local.LocalType)));
        named = named.Concat(
            body.ExceptionHandlingClauses.Where(clause => clause.Flags == ExceptionHandlingClauseOptions.Clause)
                .SelectMany(clause => Parts(clause.CatchType))
        );
        return named.Concat(Tokens(body.GetILAsByteArray()!).SelectMany(token => OfToken(method, token)));
    }

    /// <summary>The metadata tokens in a method body, ECMA-335 III.</summary>
    private static IEnumerable<int> Tokens(byte[] code)
    {
        for (int at = 0; at < code.Length;)
        {
            short value = code[at++];
            // the two-byte opcodes start with this one
            if (value == 0xFE) value = (short)(0xFE00 | code[at++]);
            OperandType operand = OpCodesByValue[value].OperandType;
            if (
                operand
                is OperandType.InlineField
                    or OperandType.InlineMethod
                    or OperandType.InlineTok
                    or OperandType.InlineType
            )
            {
                yield return BitConverter.ToInt32(code, at);
            }
            at += Size(operand, code, at);
        }
    }

    private static int Size(OperandType operand, byte[] code, int at) => operand switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(code, at)),
        _ => 4,
    };

    private static IEnumerable<Type> OfToken(MethodBase method, int token)
    {
        Type[] ofType = method.DeclaringType!.GetGenericArguments();
        Type[] ofMethod = method.IsGenericMethod ? method.GetGenericArguments() : [];
        return method.Module.ResolveMember(token, ofType, ofMethod) switch
        {
            Type type => Parts(type),
            FieldInfo field => Parts(field.DeclaringType).Concat(Parts(field.FieldType)),
            MethodBase called => Parts(called.DeclaringType)
                .Concat(called.IsGenericMethod ? called.GetGenericArguments().SelectMany(Parts) : []),
            _ => [],
        };
    }

    /// <summary>A type and those it is made of: elements of arrays and pointers, generic arguments.</summary>
    private static IEnumerable<Type> Parts(Type? type)
    {
        if (type is null || type.IsGenericParameter)
            return [];
        if (type.HasElementType)
            return Parts(type.GetElementType());
        return type.IsGenericType
            ? type.GetGenericArguments().SelectMany(Parts).Append(type.GetGenericTypeDefinition())
            : [type];
    }
}
