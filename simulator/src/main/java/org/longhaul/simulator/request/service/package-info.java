/**
 * Services that ship with the simulator, one class each; found by {@link java.util.ServiceLoader}. Nobody imports it but its
 * tests.
 */
@NullMarked
package org.longhaul.simulator.request.service;

import org.jspecify.annotations.NullMarked;
