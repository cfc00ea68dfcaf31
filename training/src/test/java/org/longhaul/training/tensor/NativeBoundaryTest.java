package org.longhaul.training.tensor;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The native binding stays behind the tensor package. */
@AnalyzeClasses(packages = "org.longhaul", importOptions = ImportOption.DoNotIncludeTests.class)
class NativeBoundaryTest {
    @ArchTest
    static final ArchRule ONLY_TENSOR_IMPORTS_THE_BINDING = noClasses()
            .that()
            .resideOutsideOfPackage("org.longhaul.training.tensor")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.bytedeco..");

    @ArchTest
    static final ArchRule TENSOR_KNOWS_NOTHING_OF_TRAINING = noClasses()
            .that()
            .resideInAPackage("org.longhaul.training.tensor")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.longhaul.training.model..", "org.longhaul.training.data..");

    @ArchTest
    static final ArchRule MODELS_AND_DATA_KNOW_NOTHING_OF_METHODS = noClasses()
            .that()
            .resideInAnyPackage("org.longhaul.training.model", "org.longhaul.training.data")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.longhaul.training.method..",
                    "org.longhaul.training.optimizer..",
                    "org.longhaul.training.replica..",
                    "org.longhaul.training.communicate..");
}
