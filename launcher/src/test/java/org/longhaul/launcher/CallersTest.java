package org.longhaul.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

/** Public methods are there for somebody. */
@AnalyzeClasses(packages = "org.longhaul", importOptions = ImportOption.DoNotIncludeTests.class)
final class CallersTest {
    /**
     * Most public methods that tests or users call and the program does not; there are 148. The bar only falls: what nobody calls
     * goes, and what tests alone call need not be public.
     */
    private static final int FOR_TESTS_AND_USERS = 160;

    @ArchTest
    static void fewPublicMethodsHaveNoCallerInTheProgram(JavaClasses classes) {
        Set<String> without = new TreeSet<>();
        for (JavaClass each : classes) {
            for (JavaMethod method : each.getMethods()) {
                if (method.getModifiers().contains(JavaModifier.PUBLIC)
                        && !method.getModifiers().contains(JavaModifier.SYNTHETIC)
                        && !isCalledFromElsewhere(method)
                        && !isImplied(method)) {
                    without.add(method.getFullName());
                }
            }
        }
        assertThat(without).hasSizeLessThanOrEqualTo(FOR_TESTS_AND_USERS);
    }

    private static boolean isCalledFromElsewhere(JavaMethod method) {
        return method.getAccessesToSelf().stream()
                .anyMatch(access -> !access.getOrigin().equals(method));
    }

    /** Whether something else than a call has it there: a supertype, a component, a constant, a library that finds it. */
    private static boolean isImplied(JavaMethod method) {
        JavaClass owner = method.getOwner();
        boolean isComponent = owner.isRecord()
                && method.getRawParameterTypes().isEmpty()
                && owner.tryGetField(method.getName()).isPresent();
        boolean isOfEnum = owner.isEnum() && Set.of("values", "valueOf").contains(method.getName());
        return isComponent
                || isOfEnum
                || method.isAnnotatedWith(JsonValue.class)
                || method.isAnnotatedWith(JsonCreator.class)
                || method.isAnnotatedWith(Command.class)
                || above(owner).anyMatch(type -> type.getMethods().stream()
                        .anyMatch(other -> other.getName().equals(method.getName())
                                && other.getParameterTypes().size()
                                        == method.getParameterTypes().size()));
    }

    private static Stream<JavaClass> above(JavaClass type) {
        return Stream.concat(type.getAllRawSuperclasses().stream(), type.getAllRawInterfaces().stream());
    }
}
