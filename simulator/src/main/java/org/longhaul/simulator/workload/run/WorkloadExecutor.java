package org.longhaul.simulator.workload.run;

import java.util.Locale;
import org.longhaul.simulator.collective.Collectives;
import org.longhaul.simulator.compute.ComputeModel;
import org.longhaul.simulator.timeline.TimelineSink;
import org.longhaul.simulator.workload.WorkloadSource;
import org.longhaul.simulator.workload.clock.Changes;
import org.longhaul.simulator.workload.clock.SimulatedClock;
import org.longhaul.simulator.workload.execution.Execution;
import org.longhaul.simulator.workload.execution.ExecutionSettings;
import org.longhaul.simulator.workload.execution.NetworkSetup;
import org.longhaul.simulator.workload.result.ExecutionListener;
import org.longhaul.simulator.workload.result.ExecutionResult;
import org.longhaul.simulator.workload.result.StalledWorkloadException;

/**
 * Runs a workload on a simulated network: every worker goes through each step's program; an exchange starts when all its
 * members have arrived, and each member goes on when its own part is done.
 *
 * <p><b>Accounting.</b> A worker's time is compute, exposed communication (blocked, from the last member's arrival on),
 * waiting for others (blocked before that) or idle; the four sum to the elapsed time exactly.
 *
 * <p><b>Repetition.</b> A step whose outcome is known from an equal one, begun in an equal state, is not simulated again.
 * The result is the same to the bit; only {@link ExecutionResult#repeatedSteps()} tells.
 *
 * <p><b>Failures.</b> A worker whose node crashes loses the computation that it is in; it goes on once the node is back and
 * the restart time of the incident is over, with the state that it had at the beginning of that computation. What recovering
 * this state takes is part of the restart time. Its unfinished transfers begin anew. A run that makes no progress for
 * {@link org.longhaul.simulator.fault.Recovery#giveUpAfter()}, while nothing but changes of the network, retransmissions or
 * others' traffic go on, ends with a diagnosis.
 *
 * <p><b>Several jobs.</b> Other jobs and flows have connections of their own and share links by the network's rules. They
 * end with the job. With failures, other jobs or flows every transfer of an exchange is sent, even where the network model
 * has closed forms of whole exchanges; repetition is recognised between changes, but not beside other jobs or flows.
 *
 * <p>Not thread-safe. An executor runs one workload once.
 */
public final class WorkloadExecutor {

    private final NetworkSetup network;
    private final int[] workerNodes;
    private final ComputeModel compute;
    private final Collectives collectives;
    private final ExecutionSettings settings;
    private final TimelineSink timeline;
    private final RunConditions conditions;

    /**
     * An executor.
     *
     * @param network on which the workload runs
     * @param workerNodes node of each worker; several workers may share a host
     * @param compute how long each worker computes
     * @param collectives algorithms for exchanges
     * @param settings how exchanges are carried out
     * @param timeline receives the spans
     */
    public WorkloadExecutor(
            NetworkSetup network,
            int[] workerNodes,
            ComputeModel compute,
            Collectives collectives,
            ExecutionSettings settings,
            TimelineSink timeline) {
        this(network, workerNodes, compute, collectives, settings, timeline, RunConditions.NONE);
    }

    /**
     * An executor of a job that meets failures, or that has the network not to itself.
     *
     * @param network on which the workload runs
     * @param workerNodes node of each worker; several workers may share a host
     * @param compute how long each worker computes
     * @param collectives algorithms for exchanges
     * @param settings how exchanges are carried out
     * @param timeline receives the spans of the job
     * @param conditions what else happens on the network
     */
    public WorkloadExecutor(
            NetworkSetup network,
            int[] workerNodes,
            ComputeModel compute,
            Collectives collectives,
            ExecutionSettings settings,
            TimelineSink timeline,
            RunConditions conditions) {
        if (workerNodes.length == 0) {
            throw new IllegalArgumentException("a workload needs at least one worker");
        }
        requireNodes(workerNodes, network);
        conditions.jobs().forEach(job -> requireNodes(job.workerNodes(), network));
        this.network = network;
        this.workerNodes = workerNodes.clone();
        this.compute = compute;
        this.collectives = collectives;
        this.settings = settings;
        this.timeline = timeline;
        this.conditions = conditions;
    }

    private static void requireNodes(int[] workerNodes, NetworkSetup network) {
        for (int node : workerNodes) {
            if (node < 0 || node >= network.topology().nodeCount()) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "worker node (%d) must be one of the topology's %d nodes",
                        node,
                        network.topology().nodeCount()));
            }
        }
    }

    /**
     * Runs to the end of the workload.
     *
     * @param source hands out the steps
     * @param listener hears what happens
     * @return what it took
     * @throws StalledWorkloadException if the workload cannot finish; says who waits on what
     * @throws org.longhaul.topology.UnreachableException if an exchange needs a route that does not exist
     */
    public ExecutionResult run(WorkloadSource source, ExecutionListener listener) {
        return run(source, listener, EventBudget.UNLIMITED);
    }

    /**
     * Runs to the end of the workload.
     *
     * @param source hands out the steps
     * @param listener hears what happens
     * @param budget how many events it may take
     * @return what it took
     * @throws StalledWorkloadException if the workload cannot finish, or not within the budget or the time that the clock can
     *     tell; says who waits on what
     * @throws org.longhaul.topology.UnreachableException if an exchange needs a route that does not exist
     */
    public ExecutionResult run(WorkloadSource source, ExecutionListener listener, EventBudget budget) {
        EventMeter meter = new EventMeter(budget);
        if (!conditions.isEmpty()) {
            BackgroundJob job = new BackgroundJob("job", workerNodes, compute, collectives, settings, source);
            return new RunDriver(network, conditions, job, timeline, listener, meter).run();
        }
        SimulatedClock clock =
                new SimulatedClock(network.loop(), network.topology().arcCount(), Changes.NONE, false);
        Execution execution =
                new Execution(network, clock, workerNodes, compute, collectives, settings, timeline, source, listener);
        return new SoloDriver(
                        network, clock, execution, meter, conditions.recovery().giveUpAfter())
                .run();
    }
}
