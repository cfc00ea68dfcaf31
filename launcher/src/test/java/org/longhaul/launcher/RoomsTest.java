package org.longhaul.launcher;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every idea has a room of its own: small packages without cycles, small files, and doors that are held. */
@AnalyzeClasses(packages = "org.longhaul", importOptions = ImportOption.DoNotIncludeTests.class)
final class RoomsTest {

    private static final int MOST_CLASSES = 25;
    private static final int MOST_LINES = 400;

    /** Packages that are still too large, and how many classes they may have; the list only shrinks. */
    private static final Map<String, Integer> LARGE_PACKAGES = Map.of();

    /** Files that are still too long; the list only shrinks. */
    private static final List<String> LONG_FILES = List.of("CommunicatorTest.java", "FaultedRunTest.java");

    private static final Pattern MODULE = Pattern.compile("<module>(.+)</module>");
    private static final String NETWORK = "org.longhaul.simulator.network..";

    @ArchTest
    static final ArchRule noPackageDependsOnItselfThroughOthers =
            slices().matching("org.longhaul.(**)").should().beFreeOfCycles();

    @ArchTest
    static void packagesAreSmall(JavaClasses classes) {
        Map<String, Integer> sizes = new TreeMap<>();
        for (JavaClass each : classes) {
            if (each.isTopLevelClass() && !each.getSimpleName().equals("package-info")) {
                sizes.merge(each.getPackageName(), 1, Integer::sum);
            }
        }
        sizes.entrySet()
                .removeIf(entry -> entry.getValue() <= LARGE_PACKAGES.getOrDefault(entry.getKey(), MOST_CLASSES));
        assertThat(sizes).as("packages of more than %s classes", MOST_CLASSES).isEmpty();
    }

    /** The max-min solver knows numbers alone. */
    @ArchTest
    static final ArchRule theSolverKnowsNoNetwork = noClasses()
            .that()
            .resideInAPackage("org.longhaul.simulator.network.fairshare..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.longhaul.topology..", "org.longhaul.simulator.event..", "org.longhaul.simulator.network");

    /** Members of these are public for each other, but for an extension point. */
    @ArchTest
    static final ArchRule theInsideOfNetworksIsTheirs = noClasses()
            .that()
            .resideOutsideOfPackage(NETWORK)
            .should()
            .dependOnClassesThat(JavaClass.Predicates.resideInAnyPackage(
                            "org.longhaul.simulator.network.fairshare..",
                            "org.longhaul.simulator.network.flow.tcp..",
                            "org.longhaul.simulator.network.packet.control..",
                            "org.longhaul.simulator.network.packet.queue..")
                    .and(JavaClass.Predicates.simpleName("CongestionControlFactory")
                            .negate()
                            .as("no extension point")));

    @ArchTest
    static final ArchRule onlySettingsOfFluidsAreKnownOutside = noClasses()
            .that()
            .resideOutsideOfPackage(NETWORK)
            .should()
            .dependOnClassesThat(JavaClass.Predicates.resideInAPackage("org.longhaul.simulator.network.flow.fluid..")
                    .and(JavaClass.Predicates.simpleNameStartingWith("FlowSettings")
                            .or(JavaClass.Predicates.simpleName("RttBias"))
                            .negate()
                            .as("no settings")));

    /** A fidelity of the network does not know another one, but for closed forms of TCP. */
    @ArchTest
    static final ArchRule theFaceOfTheNetworkKnowsNoFidelity = noClasses()
            .that()
            .resideInAPackage("org.longhaul.simulator.network")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.longhaul.simulator.network.analytic..",
                    "org.longhaul.simulator.network.flow..",
                    "org.longhaul.simulator.network.packet..",
                    "org.longhaul.simulator.network.fairshare..");

    @Test
    void filesAreShort() throws IOException {
        Map<String, Integer> lengths = new TreeMap<>();
        Path root = Path.of("..").toAbsolutePath().normalize();
        // Read from the build, so that no module is forgotten.
        List<String> modules = Files.readAllLines(root.resolve("pom.xml")).stream()
                .map(line -> MODULE.matcher(line.strip()))
                .filter(Matcher::matches)
                .map(module -> module.group(1))
                .toList();
        for (String module : modules) {
            try (Stream<Path> files = Files.walk(root.resolve(module).resolve("src"))) {
                for (Path file : (Iterable<Path>) files::iterator) {
                    if (file.toString().endsWith(".java")) {
                        lengths.put(
                                file.getFileName().toString(),
                                Files.readAllLines(file).size());
                    }
                }
            }
        }
        assertThat(lengths).hasSizeGreaterThan(1000);
        lengths.entrySet().removeIf(entry -> entry.getValue() <= MOST_LINES || LONG_FILES.contains(entry.getKey()));
        assertThat(lengths).as("files of more than %s lines", MOST_LINES).isEmpty();
    }
}
