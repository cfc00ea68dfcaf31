/**
 * The sections of a scenario file, one record each: its components are the keys, their annotations the defaults and
 * explanations from which the schema and the page of keys are made.
 *
 * <p>Bound by {@code scenario.file}. Sections say what was written; {@code engine.planner} checks and completes it.
 * Imports no engine.
 */
@NullMarked
package org.longhaul.scenario.section;

import org.jspecify.annotations.NullMarked;
