package org.longhaul.simulator.request.arrival;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Provides;
import org.longhaul.simulator.event.BeyondTimeException;
import org.longhaul.simulator.random.Distribution;
import org.longhaul.simulator.random.DurationDistribution;
import org.longhaul.simulator.request.ArrivalContext;
import org.longhaul.simulator.request.ArrivalModel;
import org.longhaul.simulator.request.Arrivals;

/** Requests that arrive independently of each other, however many are open: a Poisson process. */
@SuppressWarnings("rawtypes")
@AutoService(ArrivalModel.class)
@Provides(
        id = "poisson",
        description = "Requests that arrive independently of each other at a mean rate, however many are open.",
        source = "L. Kleinrock, Queueing Systems, volume 1, 1975, section 2.4")
public final class PoissonArrivals implements ArrivalModel<PoissonArrivals.Settings> {

    /**
     * Settings of {@link PoissonArrivals}: one of both.
     *
     * @param perSecond requests a second
     * @param load the same as a share of what the service can answer
     */
    public record Settings(
            @Nullable @JsonPropertyDescription("mean number of requests a second; or load") Double perSecond,
            @Nullable
                    @JsonPropertyDescription(
                            "the same as a share of what the hosts of the service can compute, above 0 and below 1; or"
                                    + " perSecond")
                    Double load) {
        public Settings {
            Rates.check(perSecond, load);
        }
    }

    @Override
    public Arrivals create(Settings settings, ArrivalContext context) {
        double rate = Rates.of(settings.perSecond(), settings.load(), context.capacity());
        RandomGenerator random = context.stream("arrivals");
        Distribution interval = new Distribution.Exponential(Rates.NANOS_PER_SECOND / rate);
        return new Arrivals() {
            @Override
            public Arrival next(long sinceNanos) {
                return Arrival.at(
                        BeyondTimeException.sum(sinceNanos, DurationDistribution.sampleNanos(interval, random)));
            }

            @Override
            public double ratePerSecond() {
                return rate;
            }
        };
    }
}
