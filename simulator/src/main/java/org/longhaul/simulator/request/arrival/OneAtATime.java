package org.longhaul.simulator.request.arrival;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import java.time.Duration;
import org.longhaul.extension.Provides;
import org.longhaul.simulator.event.BeyondTimeException;
import org.longhaul.simulator.request.ArrivalContext;
import org.longhaul.simulator.request.ArrivalModel;
import org.longhaul.simulator.request.Arrivals;
import org.longhaul.topology.unit.Durations;

/** Requests each of which waits until the one before is over: the latencies of an unloaded system. */
@SuppressWarnings("rawtypes")
@AutoService(ArrivalModel.class)
@Provides(
        id = "one-at-a-time",
        description = "Requests each of which waits until the one before is over: latencies without load.")
public final class OneAtATime implements ArrivalModel<OneAtATime.Settings> {

    /**
     * Settings of {@link OneAtATime}.
     *
     * @param pause between the end of a request and the next
     */
    public record Settings(
            @JsonProperty(defaultValue = "0 s")
                    @JsonPropertyDescription("time between the end of a request and the arrival of the next")
                    Duration pause) {
        public Settings {
            if (pause.isNegative()) {
                throw new IllegalArgumentException("pause (" + Durations.shown(pause) + ") must not be negative.");
            }
        }
    }

    @Override
    public Arrivals create(Settings settings, ArrivalContext context) {
        long pause = settings.pause().toNanos();
        return new Arrivals() {
            @Override
            public Arrival next(long sinceNanos) {
                return Arrival.at(BeyondTimeException.sum(sinceNanos, pause));
            }

            @Override
            public boolean waitForAnswers() {
                return true;
            }

            @Override
            public double ratePerSecond() {
                return Double.NaN;
            }
        };
    }
}
