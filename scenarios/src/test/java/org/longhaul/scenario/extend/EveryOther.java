package org.longhaul.scenario.extend;

import java.util.ArrayList;
import java.util.List;
import org.longhaul.extension.Provides;
import org.longhaul.training.participation.Participation;
import org.longhaul.training.participation.ParticipationFactory;
import org.longhaul.training.participation.Population;

/** A participation of a user's: the even and the odd clients in turn. */
@Provides(id = "every-other", description = "The even and the odd clients in turn.")
public final class EveryOther implements ParticipationFactory<EveryOther.Settings> {
    /** No settings. */
    public record Settings() {}

    @Override
    public Participation create(Settings settings, Population population, long seed) {
        return round -> {
            List<Integer> members = new ArrayList<>();
            for (int client = (int) (round % 2); client < population.clients(); client += 2) {
                members.add(client);
            }
            return members;
        };
    }
}
