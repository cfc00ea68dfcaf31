package org.longhaul.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.auto.service.AutoService;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.longhaul.extension.Provides;

/** Which package may use which within a module, and that a class is public only where somebody comes in. */
@AnalyzeClasses(packages = "org.longhaul", importOptions = ImportOption.DoNotIncludeTests.class)
final class DoorsTest {
    private static final String ROOT = "org.longhaul.";

    /** The layers of each module, from the lowest; a package imports those of lower layers only. */
    private static final List<List<String>> LAYERS = List.of(
            List.of(
                    "topology.unit",
                    "topology",
                    "topology.build topology.format topology.graph topology.picture",
                    "topology.catalogue topology.format.simgrid topology.format.sndlib topology.format.writer",
                    "topology.measured"),
            List.of(
                    "simulator.event simulator.random simulator.timeline simulator.network.estimate simulator.network.fairshare"
                            + " simulator.network.packet.control simulator.network.packet.queue",
                    "simulator.collective simulator.compute simulator.network",
                    "simulator.collective.algorithm simulator.collective.execution simulator.fault simulator.workload"
                            + " simulator.network.analytic simulator.network.flow.fluid",
                    "simulator.collective.library simulator.fault.model simulator.fault.trace simulator.traffic"
                            + " simulator.network.flow.tcp simulator.workload.clock simulator.workload.result",
                    "simulator.network.flow simulator.network.packet simulator.request simulator.workload.account",
                    "simulator.request.arrival simulator.request.service simulator.workload.execution",
                    "simulator.validation simulator.workload.run",
                    "simulator.explain simulator.request.run"),
            List.of(
                    "training.tensor",
                    "training.checkpoint training.partition training.schedule training.task",
                    "training.augmentation training.data training.model",
                    "training.model.sparse",
                    "training.codec training.dataset training.participation training.model.classifier training.model.function training.model.transformer training.objective training.optimizer",
                    "training.agent training.communicate training.dataset.file training.unlearning",
                    "training.weighting",
                    "training.replica",
                    "training.method training.method.adapt training.method.server",
                    "training.method.gossip training.method.streaming training.method.synchronous",
                    "training.method.round",
                    "training.method.asking training.method.fair training.method.federated training.method.semisupervised training.method.mutual"
                            + " training.method.sparse training.method.unlearning",
                    "training"),
            List.of(
                    "analysis.record.disturbance analysis.record.network",
                    "analysis.record.measure analysis.record.timeline",
                    "analysis.record",
                    "analysis.statistics analysis.timeline",
                    "analysis.claim",
                    "analysis.text",
                    "analysis.report.markup analysis.store",
                    "analysis.report",
                    "analysis.figure"),
            List.of(
                    "scenario.file scenario.formula scenario.trace",
                    "scenario.agent scenario.experiment scenario.run scenario.section",
                    "scenario scenario.engine.workload",
                    "scenario.engine.plan scenario.listing",
                    "scenario.engine.planner scenario.engine.simulation",
                    "scenario.engine.record scenario.command.shared",
                    "scenario.engine scenario.inference scenario.command.topology",
                    "scenario.claim scenario.replay scenario.testing",
                    "scenario.command.claim scenario.command.inference scenario.command.network scenario.command.run",
                    "scenario.command"),
            List.of(
                    "study.sweep study.price study.chakra study.plan.point",
                    "study.plan study.compare",
                    "study.serve",
                    "study.command"),
            List.of(
                    "wire.record",
                    "wire.incident",
                    "wire.rendezvous wire.lab",
                    "wire.probe",
                    "wire.run",
                    "wire.projection",
                    "wire.compare wire.calibrate",
                    "wire.command"));

    private static final String TESTS = "tests of other packages";
    private static final String CONSTANTS = "its constants, which the compiler copies";
    private static final String EXTENSIONS = "extensions of users";
    private static final String USERS_TESTS = "tests of users";
    private static final String CALLERS = "whoever catches it";

    /** Public classes that no other package of the program is seen to use, and for whom they are public. */
    private static final Map<String, String> FOR_OTHERS = Map.ofEntries(
            Map.entry("analysis.report.ReportSection", EXTENSIONS),
            Map.entry("scenario.command.run.RunOutputs", TESTS),
            Map.entry("scenario.command.shared.ExitCode", CONSTANTS),
            Map.entry("scenario.engine.Recording", "programs that use Longhaul as a library"),
            Map.entry("scenario.file.Inline", "components of records, whose annotations are not seen here"),
            Map.entry("scenario.testing.LonghaulAssertions", USERS_TESTS),
            Map.entry("scenario.testing.ScenarioRun", USERS_TESTS),
            Map.entry("simulator.collective.algorithm.PairsPlan", TESTS),
            Map.entry("simulator.collective.algorithm.PlanBuilder", EXTENSIONS),
            Map.entry("simulator.fault.NetworkConditions", TESTS),
            Map.entry("simulator.network.flow.FlowNetwork", TESTS),
            Map.entry("simulator.network.flow.tcp.LockOut", CONSTANTS),
            Map.entry("simulator.network.flow.tcp.TcpEstimate", TESTS),
            Map.entry("simulator.network.packet.control.WindowedMaximum", TESTS),
            Map.entry("simulator.workload.GossipPairs", "programs that simulate gossip"),
            Map.entry("study.sweep.PointSolver", "engines of other modules"),
            Map.entry("study.sweep.TrainingFolder", "engines of other modules"),
            Map.entry("topology.build.Topologies", "programs and tests that build networks in code"),
            Map.entry("training.checkpoint.CheckpointException", CALLERS));

    @ArchTest
    static void packagesImportLowerLayersOnly(JavaClasses classes) {
        Map<String, Integer> layerOf = new HashMap<>();
        for (List<String> module : LAYERS) {
            for (int layer = 0; layer < module.size(); layer++) {
                for (String each : module.get(layer).split(" ", -1)) {
                    layerOf.put(ROOT + each, layer);
                }
            }
        }
        Set<String> faults = new TreeSet<>();
        for (JavaClass each : classes) {
            String own = each.getPackageName();
            if (isTypeOf("extension", each) || each.getSimpleName().equals("package-info")) {
                continue;
            }
            Integer layer = layerOf.get(own);
            if (layer == null) {
                faults.add(own + " stands in no layer");
                continue;
            }
            for (Dependency dependency : each.getDirectDependenciesFromSelf()) {
                String other = dependency.getTargetClass().getPackageName();
                Integer below = layerOf.get(other);
                if (below != null && module(other).equals(module(own)) && !other.equals(own) && below >= layer) {
                    faults.add(own + " imports " + other + ", which is not below it: " + dependency.getDescription());
                }
            }
        }
        assertThat(faults).isEmpty();
    }

    @ArchTest
    static void publicClassesAreUsedByOtherPackages(JavaClasses classes) {
        Set<String> used = new HashSet<>();
        for (JavaClass each : classes) {
            if (each.isAnnotatedWith(AutoService.class) || each.isAnnotatedWith(Provides.class)) {
                used.add(topLevel(each));
            }
            for (Dependency dependency : each.getDirectDependenciesFromSelf()) {
                JavaClass target = dependency.getTargetClass().getBaseComponentType();
                if (!target.getPackageName().equals(each.getPackageName())) {
                    used.add(topLevel(target));
                }
            }
            if (each.getModifiers().contains(JavaModifier.PUBLIC)) {
                handedOut(each)
                        .filter(type -> !topLevel(type).equals(topLevel(each)))
                        .forEach(type -> used.add(topLevel(type)));
            }
        }
        Set<String> unused = new TreeSet<>();
        for (JavaClass each : classes) {
            if (each.isTopLevelClass()
                    && each.getModifiers().contains(JavaModifier.PUBLIC)
                    && !each.getSimpleName().equals("package-info")
                    && !used.contains(each.getName())) {
                unused.add(each.getName().substring(ROOT.length()));
            }
        }
        assertThat(unused).isEqualTo(new TreeSet<>(FOR_OTHERS.keySet()));
    }

    /** The types in the signatures of a class's public members. */
    private static Stream<JavaClass> handedOut(JavaClass of) {
        Stream<JavaType> inCode = of.getCodeUnits().stream()
                .filter(each -> each.getModifiers().contains(JavaModifier.PUBLIC))
                .flatMap(each -> Stream.concat(
                        Stream.concat(Stream.of(each.getReturnType()), each.getParameterTypes().stream()),
                        each.getThrowsClause().getTypes().stream()));
        Stream<JavaType> inFields = of.getFields().stream()
                .filter(each -> each.getModifiers().contains(JavaModifier.PUBLIC))
                .map(JavaField::getType);
        return Stream.concat(inCode, inFields).flatMap(type -> type.getAllInvolvedRawTypes().stream());
    }

    private static boolean isTypeOf(String module, JavaClass type) {
        return module(type.getPackageName()).equals(module);
    }

    private static String module(String of) {
        String rest = of.substring(ROOT.length());
        int dot = rest.indexOf('.');
        return dot < 0 ? rest : rest.substring(0, dot);
    }

    private static String topLevel(JavaClass type) {
        int nested = type.getName().indexOf('$');
        return nested < 0 ? type.getName() : type.getName().substring(0, nested);
    }
}
