package org.longhaul.simulator.request.arrival;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Provides;
import org.longhaul.simulator.event.BeyondTimeException;
import org.longhaul.simulator.request.ArrivalContext;
import org.longhaul.simulator.request.ArrivalModel;
import org.longhaul.simulator.request.Arrivals;

/** Requests at equal distances in time. */
@SuppressWarnings("rawtypes")
@AutoService(ArrivalModel.class)
@Provides(id = "regular", description = "Requests at equal distances in time, however many are open.")
public final class RegularArrivals implements ArrivalModel<RegularArrivals.Settings> {

    /**
     * Settings of {@link RegularArrivals}: one of both.
     *
     * @param perSecond requests a second
     * @param load the same as a share of what the service can answer
     */
    public record Settings(
            @Nullable @JsonPropertyDescription("number of requests a second; or load") Double perSecond,
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
        long interval = Math.max(1, Math.round(Rates.NANOS_PER_SECOND / rate));
        return new Arrivals() {
            @Override
            public Arrival next(long sinceNanos) {
                return Arrival.at(BeyondTimeException.sum(sinceNanos, interval));
            }

            @Override
            public double ratePerSecond() {
                return Rates.NANOS_PER_SECOND / interval;
            }
        };
    }
}
