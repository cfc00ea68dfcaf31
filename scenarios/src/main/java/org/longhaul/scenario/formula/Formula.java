package org.longhaul.scenario.formula;

import java.util.Map;
import org.longhaul.extension.Extension;

/**
 * A paper's model of what something costs, evaluated with stated symbols.
 *
 * @param <S> its symbols
 */
public interface Formula<S extends Record> extends Extension<S> {

    /** Its figures by name, which is lower case with hyphens and says the unit. */
    Map<String, Double> figures(S symbols);
}
