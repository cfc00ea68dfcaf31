package org.longhaul.wire.projection;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.longhaul.scenario.Extensions;
import org.longhaul.scenario.ScenarioChanges;
import org.longhaul.scenario.ScenarioReader;
import org.longhaul.scenario.command.shared.Environment;
import org.longhaul.scenario.engine.RunEngine;
import org.longhaul.scenario.engine.plan.ComputeTimes;
import org.longhaul.scenario.engine.plan.MethodPlan;
import org.longhaul.scenario.engine.plan.RunPlan;
import org.longhaul.scenario.engine.planner.Planner;
import org.longhaul.scenario.engine.simulation.ProgressListener;
import org.longhaul.scenario.engine.simulation.RunControl;
import org.longhaul.scenario.run.RunDirectory;
import org.longhaul.scenario.run.UnitProgress;
import org.longhaul.simulator.compute.ComputeModel;
import org.longhaul.simulator.event.RandomStreams;
import org.longhaul.simulator.fault.Fault;
import org.longhaul.simulator.timeline.TimelineSink;
import org.longhaul.simulator.workload.execution.ExecutionSettings;
import org.longhaul.topology.Topology;
import org.longhaul.training.tensor.Device;
import org.longhaul.wire.incident.RunStory;
import org.longhaul.wire.record.WireFolder;
import org.longhaul.wire.record.WireRun;
import org.longhaul.wire.record.WireUnit;

/**
 * Projects a wire run's methods on the network that it measured. Each is trained once in one process; the training is kept in the
 * folder {@code simulated} of the run, a run directory like any other. Not thread-safe.
 */
public final class Projector {
    private static final String TRAINED = "simulated";

    private final WireFolder folder;
    private final ScenarioReader reader;
    private final ScenarioReader.Source written;
    private final ScenarioReader.Source source;
    private final ScenarioChanges changes;
    private final RunPlan plan;
    private final RunIncidents incidents;
    /** Whether the hosts compute as a profile says, and not for as long as they did. */
    private final boolean isProfiled;

    private Projector(
            WireFolder folder,
            ScenarioReader reader,
            ScenarioReader.Source written,
            ScenarioChanges changes,
            ScenarioReader.Source source,
            RunPlan plan,
            RunIncidents incidents,
            boolean isProfiled) {
        this.folder = folder;
        this.reader = reader;
        this.written = written;
        this.changes = changes;
        this.source = source;
        this.plan = plan;
        this.incidents = incidents;
        this.isProfiled = isProfiled;
    }

    /**
     * Reads a wire run's scenario and plans it on the measured network.
     *
     * @throws org.longhaul.scenario.file.InvalidFileException if it cannot be run there, with every reason
     * @throws IOException if the run's events cannot be read
     */
    public static Projector of(WireFolder folder, WireRun run) throws IOException {
        return of(folder, run, null);
    }

    /**
     * The same, of hosts as a profile describes them: what it says about computing and about the network's software counts, and not
     * what was measured of these.
     *
     * @param profile as {@link ScenarioChanges#profile} reads it; null for hosts as they were measured
     * @throws IllegalArgumentException if the profile is none
     */
    public static Projector of(WireFolder folder, WireRun run, @Nullable Path profile) throws IOException {
        if (!Files.exists(folder.topology())) {
            throw new IllegalArgumentException("the network between its members was not measured (--probe 0), and "
                    + folder.topology() + " is not there");
        }
        ScenarioReader reader = new ScenarioReader(Extensions.load());
        ScenarioReader.Source written = reader.read(folder.scenario());
        ScenarioChanges changes = WireNetwork.changes(folder, run, written.document());
        return planned(
                folder, reader, written, profile == null ? changes : changes.profile(profile), run, profile != null);
    }

    private static Projector planned(
            WireFolder folder,
            ScenarioReader reader,
            ScenarioReader.Source written,
            ScenarioChanges changes,
            WireRun run,
            boolean isProfiled)
            throws IOException {
        ScenarioReader.Source source = reader.read(folder.scenario(), changes);
        List<Long> seeds = run.units().stream().map(WireUnit::seed).distinct().toList();
        RunPlan plan = Planner.plan(source.scenario(), source.document(), seeds);
        RunIncidents incidents = RunIncidents.of(RunStory.read(folder).outages(), run, plan.topology());
        return new Projector(folder, reader, written, changes, source, plan, incidents, isProfiled);
    }

    /** The same with more changes, such as {@code network.exchangeOverhead=1 ms}. */
    Projector with(WireRun run, List<String> more) throws IOException {
        ScenarioChanges further = changes;
        for (String change : more) {
            further = further.set(change);
        }
        return planned(folder, reader, written, further, run, isProfiled);
    }

    /** The scenario as it was run on the wire. */
    public ScenarioReader.Source scenario() {
        return written;
    }

    /** The plan of a unit's method. @throws IllegalArgumentException if the scenario has no such method */
    public MethodPlan method(WireUnit unit) {
        return plan.methods().stream()
                .filter(method -> method.label().equals(unit.label()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the scenario has no method '" + unit.label()
                        + "', which was run on the wire; its copy in the run's folder was changed"));
    }

    /** The network on which it projects. */
    public Topology topology() {
        return plan.topology();
    }

    /** What became of links while the run went on, and whether that is simulated. */
    public List<ProjectedOutage> outages() {
        return incidents.outages();
    }

    /** The outages that are simulated with a unit's steps. */
    public List<MethodOutage> outages(MeasuredUnit measured) {
        List<MethodOutage> all = new ArrayList<>();
        measured.sessions().forEach(session -> all.addAll(incidents.striking(measured, session)));
        return all;
    }

    /**
     * What was measured, projected on the measured network, with the same outages at the same times of each method, session by
     * session: each worker computes in each step for as long as it did, or as the profile says.
     */
    public ProjectedUnit project(MeasuredUnit measured, ProgressListener progress) throws IOException {
        return ready(measured, measured.steps(), progress).apply(execution());
    }

    private ComputeModel stated(WireUnit unit) {
        return ComputeTimes.of(method(unit), source.scenario().stragglers(), new RandomStreams(unit.seed()), method -> {
            throw new IllegalArgumentException(
                    "the profile and the scenario leave it to a measurement how long a step computes; state it in"
                            + " the profile, such as compute: {stepTime: 20 ms}");
        });
    }

    /** How exchanges are carried out in the scenario on the measured network. */
    public ExecutionSettings execution() {
        return plan.scenario().network().execution();
    }

    /**
     * Makes the first steps that were made of a unit ready to be simulated many times.
     *
     * @return what becomes of these steps, by how exchanges are carried out
     */
    public Function<ExecutionSettings, ProjectedUnit> ready(MeasuredUnit measured, int steps, ProgressListener progress)
            throws IOException {
        WireUnit unit = measured.unit();
        MethodPlan method = method(unit);
        UnitProgress training = training(method, unit.seed(), progress);
        List<UnitProjection> parts = new ArrayList<>();
        List<ComputeModel> computes = new ArrayList<>();
        for (SessionSteps session : measured.sessions()) {
            int count = Math.min(session.count(), steps - session.first());
            if (count > 0) {
                UnitProjection part = new UnitProjection(
                        plan,
                        method,
                        unit.seed(),
                        new SessionSteps(session.session(), session.doneBefore(), session.first(), count),
                        incidents.during(measured, session),
                        training);
                parts.add(part);
                computes.add(isProfiled ? stated(unit) : part.compute(measured));
            }
        }
        return execution -> {
            List<ProjectedUnit> projected = new ArrayList<>();
            for (int i = 0; i < parts.size(); i++) {
                projected.add(parts.get(i).simulated(computes.get(i), execution, TimelineSink.NONE));
            }
            return ProjectedUnit.joined(projected);
        };
    }

    /** Steps of a session of a unit, which is trained if it was not yet. */
    UnitProjection unit(WireUnit unit, SessionSteps session, List<Fault> faults, ProgressListener progress)
            throws IOException {
        MethodPlan method = method(unit);
        return new UnitProjection(plan, method, unit.seed(), session, faults, training(method, unit.seed(), progress));
    }

    private UnitProgress training(MethodPlan method, long seed, ProgressListener progress) throws IOException {
        Path trained = folder.path().resolve(TRAINED);
        try (RunDirectory directory = Files.exists(trained.resolve("manifest.json"))
                ? RunDirectory.open(trained)
                : RunDirectory.create(
                        trained,
                        source.document().text(),
                        source.files(),
                        Environment.manifest(
                                TRAINED,
                                folder.scenario(),
                                source.document().text(),
                                folder.path(),
                                plan.seeds(),
                                Device.CPU,
                                1))) {
            new RunEngine(plan, directory, Device.CPU, 1, new RunControl(), progress).train(method, seed);
            return Objects.requireNonNull(
                    directory.unit(method.index(), method.label(), seed).training());
        }
    }
}
