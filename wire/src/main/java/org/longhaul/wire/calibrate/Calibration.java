package org.longhaul.wire.calibrate;

import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.longhaul.scenario.engine.plan.MethodPlan;
import org.longhaul.scenario.engine.simulation.ProgressListener;
import org.longhaul.simulator.workload.execution.ExecutionSettings;
import org.longhaul.wire.incident.RunOutage;
import org.longhaul.wire.projection.MeasuredUnit;
import org.longhaul.wire.projection.ProjectedOutage;
import org.longhaul.wire.projection.Projector;
import org.longhaul.wire.projection.WireNetwork;
import org.longhaul.wire.record.KernelFacts;
import org.longhaul.wire.record.WireFolder;
import org.longhaul.wire.record.WireMember;
import org.longhaul.wire.record.WireRun;
import org.longhaul.wire.record.WireUnit;

/**
 * Constants of the hosts of a wire run, set from half of its rows, and how the other half judges them.
 *
 * @param run name of the run
 * @param constants in the order of a scenario's keys
 * @param judged by kind of row
 * @param leftOut what of the run sets and judges nothing, and why: a sentence each
 */
public record Calibration(
        String run, List<CalibratedConstant> constants, List<JudgedError> judged, List<String> leftOut) {
    public Calibration {
        constants = List.copyOf(constants);
        judged = List.copyOf(judged);
        leftOut = List.copyOf(leftOut);
    }

    /**
     * Calibrates from a run. A method of which not all members made a step is passed over, and so are steps and their exchanges in
     * which a link was down or a member stood still.
     *
     * @throws org.longhaul.wire.record.WireRecordException if the folder is none of a wire run, or damaged
     * @throws IllegalArgumentException if the members' records do not fit together, or no step is left that could set anything
     * @throws IOException if the folder cannot be read or written
     */
    public static Calibration of(WireFolder folder, ProgressListener progress) throws IOException {
        WireRun run = folder.read();
        Projector projector = Projector.of(folder, run);
        List<MeasuredUnit> measured = new ArrayList<>();
        List<MethodPlan> methods = new ArrayList<>();
        List<BitSet> struck = new ArrayList<>();
        List<ExchangeRows> rows = new ArrayList<>();
        List<String> leftOut = new ArrayList<>();
        List<RunOutage> outages =
                projector.outages().stream().map(ProjectedOutage::outage).toList();
        int number = 0;
        for (WireUnit unit : run.units()) {
            number++;
            String name = unit.label() + " under seed " + unit.seed();
            MeasuredUnit one = MeasuredUnit.read(folder, run, unit);
            if (one == null) {
                leftOut.add(name + ", of which not all members made a step");
                continue;
            }
            progress.unitStarted(unit.label(), unit.seed(), number, run.units().size(), one.distinctSteps());
            BitSet touched = one.struck(outages);
            ExchangeRows exchanges = ExchangeRows.of(one, touched, projector, progress);
            if (!touched.isEmpty()) {
                leftOut.add(touched.cardinality() + " of " + one.steps() + " steps of " + name + " and "
                        + exchanges.leftOut() + " of their exchanges, since a link was down or a process stood still");
            }
            measured.add(one);
            methods.add(projector.method(unit));
            struck.add(touched);
            rows.add(exchanges);
        }
        ComputeFit compute = ComputeFit.of(measured, struck, methods);
        List<CalibratedConstant> constants = new ArrayList<>(compute.constants());
        List<JudgedError> judged = new ArrayList<>();
        judged.add(compute.judged(projector.scenario().scenario().stragglers()));
        network(rows, projector.execution(), constants, judged);
        constants.addAll(facts(run.members()));
        return new Calibration(run.id(), constants, judged, leftOut);
    }

    private static void network(
            List<ExchangeRows> units,
            ExecutionSettings usual,
            List<CalibratedConstant> constants,
            List<JudgedError> judged) {
        NetworkFit fit = new NetworkFit(units, usual);
        NetworkFit.Found found = fit.found();
        int setting = units.stream().mapToInt(unit -> unit.count(false)).sum();
        int judging = units.stream().mapToInt(unit -> unit.count(true)).sum();
        String rows = setting + " exchanges, every other one";
        boolean hasLibrary = usual.library().isPipelined();
        if (hasLibrary) {
            constants.add(new CalibratedConstant(
                    "network.library",
                    "{kind: " + usual.library().id() + ", hostBytesPerSecond: "
                            + Figures.number(found.hostBytesPerSecond())
                            + (usual.library().gathersAtOnce() ? ", gathersAtOnce: true}" : "}"),
                    found.hasRate()
                            ? rows
                            : found.isHidden()
                                    ? "the library's own: the lines hide what hosts take for bytes"
                                    : "the library's own: the rows do not tell another"));
        }
        constants.add(new CalibratedConstant(
                "network.exchangeOverhead",
                Figures.duration(found.overheadNanos()),
                found.hasOverhead() ? rows : "the scenario's own: the rows do not tell another"));
        judged.add(new JudgedError(
                "time of an exchange",
                judging,
                fit.judged(usual),
                fit.judged(fit.settings(found.overheadNanos(), found.hostBytesPerSecond()))));
    }

    /** What the kernels of the hosts say, where all say the same. */
    private static List<CalibratedConstant> facts(List<WireMember> members) {
        List<CalibratedConstant> facts = new ArrayList<>();
        Set<String> controls = new TreeSet<>();
        long receive = Long.MAX_VALUE;
        for (WireMember member : members) {
            KernelFacts kernel = member.kernel();
            if (kernel == null) {
                return facts;
            }
            controls.add(kernel.congestionControl());
            receive = Math.min(receive, kernel.mostReceiveBytes());
        }
        facts.add(new CalibratedConstant(
                "network.hosts",
                WireNetwork.buffers(receive).id(),
                "nearest to the smallest of the hosts' largest receive buffers (tcp_rmem), " + receive + " bytes"));
        String control = controls.iterator().next();
        if (controls.size() == 1 && WireNetwork.isSimulated(control)) {
            facts.add(new CalibratedConstant(
                    "network.congestionControls", "{'*': " + control + "}", "what the kernels of all hosts use"));
        }
        return facts;
    }
}
