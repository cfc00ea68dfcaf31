package org.longhaul.scenario.extend;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.longhaul.extension.Provides;
import org.longhaul.simulator.fault.Effect;
import org.longhaul.simulator.fault.Elements;
import org.longhaul.simulator.fault.FaultContext;
import org.longhaul.simulator.fault.FaultModel;
import org.longhaul.simulator.fault.Incident;
import org.longhaul.simulator.fault.IncidentSource;

/** A fault model of a user's: links that are off for a moment, again and again. */
@Provides(id = "blink", description = "Links that are off for a moment, again and again.")
public final class Blink implements FaultModel<Blink.Settings> {
    /** Which, and when. */
    public record Settings(
            @JsonPropertyDescription("links that blink, by id or pattern with *") List<String> links,
            @JsonPropertyDescription("from one moment to the next, and to the first") Duration every,
            @JsonPropertyDescription("how long a moment lasts, less than every") Duration off) {
        /** Checks that moments do not meet. */
        public Settings {
            links = List.copyOf(links);
            if (off.isZero() || off.isNegative() || off.compareTo(every) >= 0) {
                throw new IllegalArgumentException("off must be above 0 s and less than every.");
            }
        }
    }

    @Override
    public IncidentSource create(Settings settings, FaultContext context) {
        List<Effect> effects = new ArrayList<>();
        for (int link : new Elements(context.topology()).links(settings.links(), List.of())) {
            effects.add(new Effect.LinkDown(link));
        }
        long every = settings.every().toNanos();
        long off = settings.off().toNanos();
        return new IncidentSource() {
            private long start;

            @Override
            public Incident next() {
                start += every;
                return new Incident(context.name(), Incident.Kind.FAILURE, "links off", start, start + off, effects);
            }
        };
    }
}
