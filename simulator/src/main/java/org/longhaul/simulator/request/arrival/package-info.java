/**
 * Ways in which requests arrive, one class each; found by {@link java.util.ServiceLoader}. Nobody imports it but its tests.
 */
@NullMarked
package org.longhaul.simulator.request.arrival;

import org.jspecify.annotations.NullMarked;
