package org.longhaul.scenario;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.longhaul.analysis.claim.Claim;
import org.longhaul.scenario.file.ExtensionPoint;
import org.longhaul.scenario.file.ValueType;
import org.longhaul.scenario.file.Vocabulary;
import org.longhaul.scenario.section.BucketSize;
import org.longhaul.scenario.section.ComputeKind;
import org.longhaul.scenario.section.Throughput;
import org.longhaul.scenario.section.Until;
import org.longhaul.simulator.collective.CollectiveFactory;
import org.longhaul.simulator.collective.library.CommunicationLibrary;
import org.longhaul.simulator.fault.FaultModel;
import org.longhaul.simulator.network.NetworkModel;
import org.longhaul.simulator.network.packet.control.CongestionControlFactory;
import org.longhaul.simulator.request.ArrivalModel;
import org.longhaul.simulator.request.ServiceModel;
import org.longhaul.simulator.traffic.TrafficModel;
import org.longhaul.topology.build.TopologyBuilder;
import org.longhaul.topology.unit.Bandwidth;
import org.longhaul.topology.unit.DataSize;
import org.longhaul.topology.unit.Durations;
import org.longhaul.topology.unit.FlopRate;
import org.longhaul.training.codec.Codec;
import org.longhaul.training.data.CorpusFactory;
import org.longhaul.training.dataset.DatasetFactory;
import org.longhaul.training.method.DistributedMethodFactory;
import org.longhaul.training.model.ModelFactory;
import org.longhaul.training.optimizer.OptimizerFactory;
import org.longhaul.training.participation.ParticipationFactory;
import org.longhaul.training.partition.PartitionerFactory;
import org.longhaul.training.schedule.ScheduleFactory;
import org.longhaul.training.weighting.SampleWeightingFactory;

/** Everything that a scenario can name: the implementations on the class path and the quantities with units. */
public final class Extensions {
    private final ExtensionPoint<DistributedMethodFactory<?>> methods;
    private final ExtensionPoint<Codec> codecs;
    private final ExtensionPoint<ParticipationFactory<?>> participations;
    private final ExtensionPoint<OptimizerFactory<?>> optimizers;
    private final ExtensionPoint<ScheduleFactory<?>> schedules;
    private final ExtensionPoint<ModelFactory<?>> models;
    private final ExtensionPoint<CorpusFactory<?>> corpora;
    private final ExtensionPoint<DatasetFactory<?>> datasets;
    private final ExtensionPoint<PartitionerFactory<?>> partitioners;
    private final ExtensionPoint<SampleWeightingFactory<?>> weightings;
    private final ExtensionPoint<NetworkModel<?>> networks;
    private final ExtensionPoint<CongestionControlFactory> congestionControls;
    private final ExtensionPoint<CollectiveFactory<?>> collectives;
    private final ExtensionPoint<CommunicationLibrary<?>> libraries;
    private final ExtensionPoint<TopologyBuilder<?>> topologies;
    private final ExtensionPoint<ComputeKind> computeKinds;
    private final ExtensionPoint<FaultModel<?>> faults;
    private final ExtensionPoint<TrafficModel<?>> traffic;
    private final ExtensionPoint<ServiceModel<?>> services;
    private final ExtensionPoint<ArrivalModel<?>> arrivals;
    private final ExtensionPoint<WorkKind> work;

    private Extensions() {
        methods = ExtensionPoint.load("method", "id", DistributedMethodFactory.class);
        codecs = ExtensionPoint.<Codec>load("codec", "", Codec.class).nested();
        participations = ExtensionPoint.load("participation", "kind", ParticipationFactory.class);
        optimizers = ExtensionPoint.load("optimizer", "kind", OptimizerFactory.class);
        schedules = ExtensionPoint.load("schedule", "kind", ScheduleFactory.class);
        models = ExtensionPoint.load("model", "kind", ModelFactory.class);
        corpora = ExtensionPoint.load("corpus", "kind", CorpusFactory.class);
        datasets = ExtensionPoint.load("data set", "kind", DatasetFactory.class);
        partitioners = ExtensionPoint.load("partition", "kind", PartitionerFactory.class);
        weightings = ExtensionPoint.load("weighting", "kind", SampleWeightingFactory.class);
        networks = ExtensionPoint.<NetworkModel<?>>load("network model", "kind", NetworkModel.class)
                .with(ExtensionPoint.Entry.of(new AutoFidelity()));
        congestionControls = ExtensionPoint.<CongestionControlFactory>load(
                        "congestion control", "", CongestionControlFactory.class)
                .nested();
        collectives = ExtensionPoint.<CollectiveFactory<?>>load("collective", "kind", CollectiveFactory.class)
                .with(ExtensionPoint.Entry.of(new AutoCollective()));
        libraries = ExtensionPoint.load("communication library", "kind", CommunicationLibrary.class);
        topologies = ExtensionPoint.<TopologyBuilder<?>>load("topology", "builder", TopologyBuilder.class)
                .with(ExtensionPoint.Entry.of(new CatalogueTopology()))
                .with(ExtensionPoint.Entry.of(new FileTopology()))
                .toldBy("catalogue", CatalogueTopology.ID)
                .toldBy("file", FileTopology.ID);
        faults = ExtensionPoint.load("fault model", "kind", FaultModel.class);
        traffic = ExtensionPoint.load("background traffic", "kind", TrafficModel.class);
        services = ExtensionPoint.load("service", "kind", ServiceModel.class);
        arrivals = ExtensionPoint.load("arrival model", "kind", ArrivalModel.class);
        work = new ExtensionPoint<>(
                        "work",
                        "kind",
                        WorkKind.class,
                        Arrays.stream(WorkKind.values())
                                .map(ExtensionPoint.Entry::of)
                                .toList())
                .toldBy("time", WorkKind.TIME.id())
                .toldBy("architecture", WorkKind.ARCHITECTURE.id());
        computeKinds = new ExtensionPoint<>(
                        "compute model",
                        "kind",
                        ComputeKind.class,
                        Arrays.stream(ComputeKind.values())
                                .map(ExtensionPoint.Entry::of)
                                .toList())
                .toldBy("device", ComputeKind.DEVICE.id())
                .toldBy("stepTime", ComputeKind.STEP_TIME.id())
                .toldBy("throughput", ComputeKind.THROUGHPUT.id())
                .toldBy("measured", ComputeKind.MEASURED.id())
                .toldBy("profiles", ComputeKind.PROFILES.id());
    }

    /** Looks for implementations on the class path. */
    public static Extensions load() {
        return new Extensions();
    }

    /** Distributed methods. */
    public ExtensionPoint<DistributedMethodFactory<?>> methods() {
        return methods;
    }

    /** Network models. */
    public ExtensionPoint<NetworkModel<?>> networks() {
        return networks;
    }

    /** Ways in which networks and hosts fail or vary. */
    public ExtensionPoint<FaultModel<?>> faults() {
        return faults;
    }

    /** Kinds of background traffic. */
    public ExtensionPoint<TrafficModel<?>> traffic() {
        return traffic;
    }

    /** Every extension point, in the order in which lists show them. */
    public List<ExtensionPoint<?>> all() {
        List<ExtensionPoint<?>> all = new ArrayList<>(ofScenarios());
        all.addAll(ofInference());
        return List.copyOf(all);
    }

    /** What only scenarios of inference choose from. */
    private List<ExtensionPoint<?>> ofInference() {
        return List.of(services, arrivals, work);
    }

    private List<ExtensionPoint<?>> ofScenarios() {
        return List.of(
                methods,
                participations,
                codecs,
                optimizers,
                schedules,
                models,
                corpora,
                datasets,
                partitioners,
                weightings,
                collectives,
                libraries,
                networks,
                congestionControls,
                topologies,
                computeKinds,
                faults,
                traffic);
    }

    /** What a scenario file may hold. */
    public Vocabulary vocabulary() {
        return vocabularyWith(List.of());
    }

    /** What a file may hold that chooses from further extension points beside those of scenarios. */
    public Vocabulary vocabularyWith(List<ExtensionPoint<?>> further) {
        List<ExtensionPoint<?>> points = new ArrayList<>(ofScenarios());
        points.addAll(further);
        return vocabularyOf(points);
    }

    /** What a scenario of inference may hold. */
    public Vocabulary vocabularyOfInference() {
        List<ExtensionPoint<?>> points = new ArrayList<>(ofInference());
        points.addAll(List.of(
                collectives, libraries, networks, congestionControls, topologies, computeKinds, faults, traffic));
        return vocabularyOf(points);
    }

    private static Vocabulary vocabularyOf(List<ExtensionPoint<?>> points) {
        return new Vocabulary(
                List.of(
                        quantity(Bandwidth.class, "a bandwidth", "10 Gbit/s", Bandwidth::parse),
                        quantity(DataSize.class, "an amount of data", "25 MB", DataSize::parse),
                        quantity(BucketSize.class, "auto or an amount of data", "25 MB", BucketSize::parse),
                        quantity(
                                Claim.class,
                                "a claim",
                                "charged-bytes(ddp) / charged-bytes(des-loc) >= 170",
                                text -> Claim.parse(text).requireMeaning()),
                        quantity(Until.class, "target or a duration", "2 h", Until::parse),
                        quantity(Duration.class, "a duration", "30 ms", Durations::parse),
                        quantity(FlopRate.class, "a rate of operations", "989 TFLOP/s", FlopRate::parse),
                        quantity(Throughput.class, "a throughput", "0.12 steps/s", Throughput::parse),
                        quantity(PercentTolerance.class, "a tolerance", "25 %", PercentTolerance::parse)),
                points);
    }

    private static <T> ValueType<T> quantity(Class<T> type, String noun, String example, Function<String, T> parser) {
        return new ValueType<>(
                type, noun + " such as " + example, "string", example, scalar -> parser.apply(scalar.text()));
    }
}
