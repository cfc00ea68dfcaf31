package org.longhaul.simulator.explain;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.simulator.collective.CollectiveChoice;
import org.longhaul.simulator.compute.ComputeModel;
import org.longhaul.simulator.event.EventLoop;
import org.longhaul.simulator.event.RandomStreams;
import org.longhaul.simulator.network.Network;
import org.longhaul.simulator.network.NetworkContext;
import org.longhaul.simulator.timeline.TimelineSink;
import org.longhaul.simulator.workload.Await;
import org.longhaul.simulator.workload.Begin;
import org.longhaul.simulator.workload.Compute;
import org.longhaul.simulator.workload.ExchangeSpec;
import org.longhaul.simulator.workload.Phase;
import org.longhaul.simulator.workload.Step;
import org.longhaul.simulator.workload.execution.NetworkSetup;
import org.longhaul.simulator.workload.result.ExchangeTiming;
import org.longhaul.simulator.workload.result.ExecutionListener;
import org.longhaul.simulator.workload.result.StepTimes;
import org.longhaul.simulator.workload.run.WorkloadExecutor;

/**
 * An exchange on one network model, twice with a pause between: the second time shows it on connections that are in use.
 *
 * @param nanos how long the exchange took the second time
 * @param transfers its transfers of that time, in the order in which they were started; none if none were remembered
 * @param collective algorithm that ran
 */
record ExchangeRun(long nanos, List<RecordingNetwork.Carried> transfers, String collective) {

    private static final int TIMES = 2;

    /** How an exchange is run. */
    enum Mode {
        /** By its closed form. */
        CLOSED_FORM,
        /** Transfer by transfer, each remembered. */
        TRANSFERS,
        /** Transfer by transfer, none remembered, and rounds that are known not simulated again. */
        WHOLE
    }

    /** Runs an exchange. @throws RecordingNetwork.TooManyException if it has more transfers than are remembered */
    static ExchangeRun of(
            ExchangeSetting setting, ExchangeSpec spec, long pauseNanos, NetworkChoice choice, Mode mode) {
        EventLoop loop = new EventLoop();
        Network network = choice.create(new NetworkContext(
                setting.topology(), setting.routing(), loop, new RandomStreams(setting.seed()), setting.rules()));
        RecordingNetwork recording = new RecordingNetwork(network, loop);
        // Closed forms ask the network itself what it counts.
        NetworkSetup setup = new NetworkSetup(
                setting.topology(),
                setting.routing(),
                loop,
                mode == Mode.TRANSFERS ? recording : network,
                mode == Mode.CLOSED_FORM);
        Step step = new Step(List.of(spec), List.of(new Compute(Phase.FORWARD, List.of()), new Begin(0), new Await(0)));
        Watch watch = new Watch(recording);
        new WorkloadExecutor(
                        setup,
                        setting.workerNodes(),
                        new Pause(pauseNanos),
                        setting.collectives(),
                        setting.execution().withRepetitionRecognised(mode == Mode.WHOLE),
                        TimelineSink.NONE)
                .run((index, needed) -> index < TIMES ? step : null, watch);
        return watch.result();
    }

    /** Workers that compute nothing. */
    static ComputeModel withoutCompute() {
        return new Pause(0);
    }

    /** Nothing is computed before the first exchange. */
    private record Pause(long nanos) implements ComputeModel {
        @Override
        public long forwardNanos(int worker, long step) {
            return step == 0 ? 0 : nanos;
        }

        @Override
        public long backwardNanos(int worker, long step) {
            return 0;
        }

        @Override
        public long updateNanos(int worker, long step) {
            return 0;
        }
    }

    private static final class Watch implements ExecutionListener {
        private final RecordingNetwork recording;
        private int carriedBefore;
        private @Nullable ExchangeTiming last;
        private String collective = "";

        Watch(RecordingNetwork recording) {
            this.recording = recording;
        }

        @Override
        public void stepCompleted(long step, long endNanos, StepTimes times) {
            if (step == 0) {
                carriedBefore = recording.carried().size();
            }
        }

        @Override
        public void exchangeCompleted(ExchangeTiming exchange) {
            last = exchange;
        }

        @Override
        public void collectiveChosen(ExchangeSpec exchange, CollectiveChoice choice) {
            collective = choice.collective();
        }

        ExchangeRun result() {
            ExchangeTiming timing = last;
            if (timing == null) {
                throw new IllegalStateException("the exchange was never completed");
            }
            List<RecordingNetwork.Carried> all = recording.carried();
            return new ExchangeRun(
                    timing.endNanos() - timing.startNanos(),
                    List.copyOf(all.subList(Math.min(carriedBefore, all.size()), all.size())),
                    collective);
        }
    }
}
