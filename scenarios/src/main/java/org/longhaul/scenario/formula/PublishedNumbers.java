package org.longhaul.scenario.formula;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import com.google.common.collect.ImmutableMap;
import java.util.Map;
import org.longhaul.extension.Provides;

/** Numbers that a paper prints: whether its headline follows from its own table. */
@SuppressWarnings("rawtypes")
@AutoService(Formula.class)
@Provides(id = "published", description = "Numbers that a paper prints, to be computed with.")
public final class PublishedNumbers implements Formula<PublishedNumbers.Symbols> {
    /** Symbols of {@code published}. */
    public record Symbols(@JsonPropertyDescription("the numbers by name") Map<String, Double> numbers) {
        public Symbols {
            numbers = ImmutableMap.copyOf(numbers);
        }
    }

    @Override
    public Map<String, Double> figures(Symbols symbols) {
        return symbols.numbers();
    }
}
