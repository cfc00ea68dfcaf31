package org.longhaul.launcher;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Formatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Who may import whom: all the extensions, studies everything, scenarios everything else, simulator the topologies. */
@AnalyzeClasses(packages = "org.longhaul", importOptions = ImportOption.DoNotIncludeTests.class)
final class ModuleBoundariesTest {
    private static final String EXTENSION = "org.longhaul.extension..";
    private static final String TOPOLOGY = "org.longhaul.topology..";
    private static final String SIMULATOR = "org.longhaul.simulator..";
    private static final String TRAINING = "org.longhaul.training..";
    private static final String ANALYSIS = "org.longhaul.analysis..";
    private static final String SCENARIO = "org.longhaul.scenario..";
    private static final String WIRE = "org.longhaul.wire..";
    private static final String STUDY = "org.longhaul.study..";

    @ArchTest
    static final ArchRule extensionsImportNoOtherModule = noClasses()
            .that()
            .resideInAPackage(EXTENSION)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(TOPOLOGY, SIMULATOR, TRAINING, ANALYSIS, SCENARIO, WIRE, STUDY);

    @ArchTest
    static final ArchRule topologiesImportNoOtherModule = noClasses()
            .that()
            .resideInAPackage(TOPOLOGY)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(SIMULATOR, TRAINING, ANALYSIS, SCENARIO, WIRE, STUDY);

    @ArchTest
    static final ArchRule simulatorImportsTopologiesOnly = noClasses()
            .that()
            .resideInAPackage(SIMULATOR)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(TRAINING, ANALYSIS, SCENARIO, WIRE, STUDY);

    @ArchTest
    static final ArchRule trainingImportsNoOtherModule = noClasses()
            .that()
            .resideInAPackage(TRAINING)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(TOPOLOGY, SIMULATOR, ANALYSIS, SCENARIO, WIRE, STUDY);

    @ArchTest
    static final ArchRule analysisImportsNoOtherModule = noClasses()
            .that()
            .resideInAPackage(ANALYSIS)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(TOPOLOGY, SIMULATOR, TRAINING, SCENARIO, WIRE, STUDY);

    @ArchTest
    static final ArchRule scenariosImportWhatIsBelowThem = noClasses()
            .that()
            .resideInAPackage(SCENARIO)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(WIRE, STUDY);

    @ArchTest
    static final ArchRule wireKnowsNoStudies = noClasses()
            .that()
            .resideInAPackage(WIRE)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(STUDY);

    @ArchTest
    static final ArchRule studiesKnowNoWire = noClasses()
            .that()
            .resideInAPackage(STUDY)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(WIRE);

    @ArchTest
    static final ArchRule onlyTheTensorPackageKnowsJavaCpp = noClasses()
            .that()
            .resideOutsideOfPackage("org.longhaul.training.tensor..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.bytedeco..");

    @ArchTest
    static final ArchRule simulationHasNoWallClock = noClasses()
            .that()
            .resideInAnyPackage(SIMULATOR, TOPOLOGY)
            .should()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(Instant.class, "now")
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(Clock.class);

    /** What is written and printed must not depend on where it runs: digits, decimal signs and the Turkish i do. */
    @ArchTest
    static final ArchRule nothingIsFormattedInTheLocaleOfTheMachine = noClasses()
            .should()
            .callMethod(String.class, "formatted", Object[].class)
            .orShould()
            .callMethod(String.class, "format", String.class, Object[].class)
            .orShould()
            .callMethod(String.class, "toLowerCase")
            .orShould()
            .callMethod(String.class, "toUpperCase")
            .orShould()
            .callMethod(PrintStream.class, "printf", String.class, Object[].class)
            .orShould()
            .callMethod(PrintStream.class, "format", String.class, Object[].class)
            .orShould()
            .callMethod(PrintWriter.class, "printf", String.class, Object[].class)
            .orShould()
            .callMethod(PrintWriter.class, "format", String.class, Object[].class)
            .orShould()
            .callMethod(DateTimeFormatter.class, "ofPattern", String.class)
            .orShould()
            .callConstructor(Formatter.class)
            .orShould()
            .callConstructor(Formatter.class, Appendable.class)
            .orShould()
            .callMethod(Locale.class, "getDefault");

    @ArchTest
    static final ArchRule simulationHasNoUnnamedRandomness = noClasses()
            .that()
            .resideInAnyPackage(SIMULATOR)
            .should()
            .dependOnClassesThat()
            .areAssignableTo(Random.class)
            .orShould()
            .callMethod(Math.class, "random");

    @ArchTest
    static final ArchRule onlyCommandsKnowTheCommandLine = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "org.longhaul.scenario.command..", "org.longhaul.study.command..", "org.longhaul.wire.command..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("picocli..");

    /** A reader and an import should never have to ask which of two is meant. */
    @ArchTest
    static void noTwoTypesShareASimpleName(JavaClasses classes) {
        Map<String, List<String>> byName = new TreeMap<>();
        for (JavaClass each : classes) {
            if (each.isTopLevelClass() && !each.getSimpleName().equals("package-info")) {
                byName.computeIfAbsent(each.getSimpleName(), name -> new ArrayList<>())
                        .add(each.getName());
            }
        }
        byName.values().removeIf(names -> names.size() == 1);
        assertThat(byName).isEmpty();
    }
}
