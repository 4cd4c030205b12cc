using System.Reflection;
using System.Reflection.Emit;
using NUnit.Framework.Constraints;

namespace NUnit.DbGuard.Commands;

/// <summary>The class of the constraint that runs.</summary>
/// <remarks>
/// NUnit hands a constraint the delegate of an assertion by methods whose parameter is <c>ActualValueDelegate</c> in version 4 and <c>Func</c> in its later ones and in 5. One
/// assembly cannot override them all, so the class that does is made at run time, for the NUnit that there is.
/// </remarks>
internal static class CommandCountConstraintType
{
    /// <summary>Also named in InternalsVisibleTo, so that the class may derive.</summary>
    private const string AssemblyName = "NUnit.DbGuard.Counting";

    private static readonly Lazy<Func<int, bool, CommandCountConstraint>> s_create = new(Build);

    public static CommandCountConstraint Create(int count, bool isExact) => s_create.Value(count, isExact);

    private static Func<int, bool, CommandCountConstraint> Build()
    {
        ModuleBuilder module = AssemblyBuilder.DefineDynamicAssembly(new AssemblyName(AssemblyName), AssemblyBuilderAccess.Run).DefineDynamicModule(AssemblyName);
        TypeBuilder type = module.DefineType("RunningCommandCountConstraint", TypeAttributes.NotPublic | TypeAttributes.Sealed, typeof(CommandCountConstraint));
        DefineConstructor(type);
        foreach (MethodInfo method in typeof(Constraint).GetMethods().Where(TakesFunction))
        {
            Override(type, method);
        }

        Type made = type.CreateType();
        return (count, isExact) => (CommandCountConstraint)Activator.CreateInstance(made, count, isExact)!;
    }

    private static bool TakesFunction(MethodInfo method) =>
        method is { Name: nameof(Constraint.ApplyTo), IsVirtual: true, IsGenericMethodDefinition: true }
        && method.GetParameters() is [{ ParameterType: { IsGenericType: true } type }] && typeof(Delegate).IsAssignableFrom(type);

    private static void Override(TypeBuilder type, MethodInfo overridden)
    {
        MethodBuilder method = type.DefineMethod(overridden.Name, MethodAttributes.Public | MethodAttributes.Virtual | MethodAttributes.HideBySig | MethodAttributes.ReuseSlot);
        GenericTypeParameterBuilder value = method.DefineGenericParameters("TActual")[0];
        method.SetParameters(overridden.GetParameters()[0].ParameterType.GetGenericTypeDefinition().MakeGenericType(value));
        method.SetReturnType(typeof(ConstraintResult));
        ILGenerator code = method.GetILGenerator();
        code.Emit(OpCodes.Ldarg_0);
        code.Emit(OpCodes.Ldarg_1);
        code.Emit(OpCodes.Call, typeof(CommandCountConstraint).GetMethod(nameof(CommandCountConstraint.CountFunction), BindingFlags.Instance | BindingFlags.NonPublic)!.MakeGenericMethod(value));
        code.Emit(OpCodes.Ret);
        type.DefineMethodOverride(method, overridden);
    }

    private static void DefineConstructor(TypeBuilder type)
    {
        Type[] parameters = [typeof(int), typeof(bool)];
        ILGenerator code = type.DefineConstructor(MethodAttributes.Public, CallingConventions.Standard, parameters).GetILGenerator();
        code.Emit(OpCodes.Ldarg_0);
        code.Emit(OpCodes.Ldarg_1);
        code.Emit(OpCodes.Ldarg_2);
        code.Emit(OpCodes.Call, typeof(CommandCountConstraint).GetConstructor(BindingFlags.Instance | BindingFlags.NonPublic, parameters)!);
        code.Emit(OpCodes.Ret);
    }
}
