-- The engine's clock.
return text(now)
