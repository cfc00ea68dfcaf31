package org.longhaul.launcher;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Immutable maps and sets of two entries or more have an order that is the same in every process. */
@AnalyzeClasses(packages = "org.longhaul", importOptions = ImportOption.DoNotIncludeTests.class)
final class FixedOrderTest {

    @ArchTest
    static final ArchRule ORDER_IS_NOT_DRAWN_ANEW_BY_EVERY_PROCESS = noClasses()
            .should()
            .callMethodWhere(new DescribedPredicate<>("the JDK orders what it copies by a number drawn at its start") {
                @Override
                public boolean test(JavaMethodCall call) {
                    String name = call.getName();
                    int arguments = call.getTarget().getRawParameterTypes().size();
                    boolean isArray =
                            call.getTarget().getRawParameterTypes().stream().anyMatch(type -> type.isArray());
                    if (call.getTargetOwner().isEquivalentTo(Map.class)) {
                        return name.equals("copyOf")
                                || name.equals("ofEntries")
                                || (name.equals("of") && arguments > 2);
                    }
                    if (call.getTargetOwner().isEquivalentTo(Set.class)) {
                        return name.equals("copyOf") || (name.equals("of") && (arguments > 1 || isArray));
                    }
                    return call.getTargetOwner().isEquivalentTo(Collectors.class)
                            && (name.equals("toUnmodifiableMap") || name.equals("toUnmodifiableSet"));
                }
            })
            .because("Guava's ImmutableMap and ImmutableSet keep the order in which they were filled");
}
