package org.longhaul.training.objective;

import java.util.Locale;

/** How much of its weight a term has in each round. */
public enum MixingSchedule {
    /** All of it in every round. */
    CONSTANT {
        @Override
        double at(long round, long rounds) {
            return 1;
        }
    },
    /** None in the first half of the rounds, then all of it. */
    SECOND_HALF {
        @Override
        double at(long round, long rounds) {
            return 2 * round >= rounds ? 1 : 0;
        }
    },
    /** All of it in the first half of the rounds, then none. */
    FIRST_HALF {
        @Override
        double at(long round, long rounds) {
            return 2 * round >= rounds ? 0 : 1;
        }
    },
    /** From none in the first round to all of it in the last, in equal steps. */
    RAMP {
        @Override
        double at(long round, long rounds) {
            return rounds == 1 ? 1 : (double) round / (rounds - 1);
        }
    };

    /**
     * The part, from 0 to 1.
     *
     * @param round number of the round, from 0
     * @param rounds number of all rounds, at least 1
     */
    abstract double at(long round, long rounds);

    final double at(ClientRound.Place place) {
        return at(place.round(), place.rounds());
    }

    final String words() {
        return this == CONSTANT ? "" : ", " + name().toLowerCase(Locale.ROOT).replace('_', ' ') + " of the rounds";
    }
}
