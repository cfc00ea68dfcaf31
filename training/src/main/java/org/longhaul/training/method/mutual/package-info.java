/**
 * Mutual training: clients that train two models at once, one for all and one for those whose data are of their kind.
 *
 * <p>A package of its own, since no other method has clients with two models. Above {@code training.method.round}, whose server
 * optimizers it offers. For the registry, which finds the factory.
 */
@NullMarked
package org.longhaul.training.method.mutual;

import org.jspecify.annotations.NullMarked;
